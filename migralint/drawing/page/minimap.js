// The whole view at a glance, beside its rows: drawn once, then only the frame of what is in sight moves.

const minimap = document.getElementById('minimap');
const background = document.createElement('canvas');
let mapStep = 1;
let mapQueued = false;

/** Draw rows, marks and matches anew. */
function drawBackground() {
  const [width, tall, count] = [minimap.clientWidth, minimap.clientHeight, state.items.length];
  for (const one of [minimap, background]) Object.assign(one, { width: width * devicePixelRatio, height: tall * devicePixelRatio });
  if (!width || !tall || !count) return;
  const pen = background.getContext('2d');
  pen.scale(devicePixelRatio, devicePixelRatio);
  const style = getComputedStyle(minimap);
  const [kept, gone, line, environment, warning, match] =
    ['--l0', '--gone', '--line', '--accent', '--warning', '--match'].map((name) => style.getPropertyValue(name));
  mapStep = Math.min(5, tall / count);
  const bar = (index, left, size, ink) => {
    pen.fillStyle = ink;
    pen.fillRect(left, index * mapStep, size, Math.max(1, mapStep - 1));
  };
  const sparse = Math.max(1, Math.floor(0.5 / mapStep));
  state.items.forEach((item, index) => {
    if (item.cut) bar(index, 0, width, gone);
    if (item.position === undefined) return;
    const row = state.view.rows[item.position];
    const kinds = marksOf(state.view, row).map(([kind]) => kind);
    const at = Math.min(3, state.view.shapes[state.view.shape[item.position]][0]);
    if (index % sparse === 0) bar(index, 8 + at * 4, 3, leaves(row) ? gone : kept);
    if (kinds.includes('environment')) bar(index, 25, width - 29, environment);
    if (kinds.includes('error') || kinds.includes('warning')) bar(index, 25, width - 29, warning);
    if (state.query && state.matches.has(row)) bar(index, 2, 4, match);
  });
  state.frame = style.getPropertyValue('--muted') || line;
}

function drawMinimap() {
  if (mapQueued) return;
  mapQueued = true;
  requestAnimationFrame(() => {
    mapQueued = false;
    if (!minimap.width || !minimap.height) return;
    const pen = minimap.getContext('2d');
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, minimap.width, minimap.height);
    pen.drawImage(background, 0, 0);
    pen.scale(devicePixelRatio, devicePixelRatio);
    pen.strokeStyle = state.frame;
    const top = (grid.scrollTop / height) * mapStep;
    pen.strokeRect(0.5, top + 0.5, minimap.clientWidth - 1, Math.max(8, (grid.clientHeight / height) * mapStep) - 1);
  });
}

function scrollByMap(event) {
  if (!(event.buttons & 1)) return;
  grid.scrollTop = (event.offsetY / mapStep) * height - grid.clientHeight / 2;
}
minimap.addEventListener('pointerdown', (event) => { minimap.setPointerCapture(event.pointerId); scrollByMap(event); });
minimap.addEventListener('pointermove', scrollByMap);
