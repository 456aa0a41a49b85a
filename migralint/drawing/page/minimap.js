// The whole view at a glance, beside its rows: drawn once, then only the frame of what is in sight moves.

const [minimap, background] = [document.getElementById('minimap'), document.createElement('canvas')];
let mapStep = 1;

/** Draw rows, marks and matches anew. */
function drawBackground() {
  const [width, tall] = [minimap.clientWidth, minimap.clientHeight];
  for (const one of [minimap, background]) Object.assign(one, { width: width * devicePixelRatio, height: tall * devicePixelRatio });
  const pen = background.getContext('2d');
  pen.scale(devicePixelRatio, devicePixelRatio);
  const style = getComputedStyle(minimap);
  const inks = Object.fromEntries(['l0', 'gone', 'accent', 'warning', 'match', 'muted'].map((name) => [name, style.getPropertyValue(`--${name}`)]));
  state.frame = inks.muted;
  mapStep = Math.min(5, tall / state.items.length);
  const bar = (index, left, size, ink) => {
    pen.fillStyle = inks[ink];
    pen.fillRect(left, index * mapStep, size, Math.max(1, mapStep - 1));
  };
  const sparse = Math.max(1, Math.floor(0.5 / mapStep));
  state.items.forEach(({ cut, position = -1 }, index) => {
    if (cut) bar(index, 0, width, 'gone');
    if (position < 0) return;
    const row = state.view.rows[position];
    const kinds = marksOf(state.view, row).map(([kind]) => kind);
    if (index % sparse === 0) bar(index, 8 + Math.min(3, laneOf(state.view, row)) * 4, 3, leaves(row) ? 'gone' : 'l0');
    if (kinds.includes('environment')) bar(index, 25, width - 29, 'accent');
    if (kinds.includes('error') || kinds.includes('warning')) bar(index, 25, width - 29, 'warning');
    if (state.matches.has(row)) bar(index, 2, 4, 'match');
  });
}

/** Put the frame of what is in sight over it; there is none where everything is. */
function drawMinimap() {
  if (!minimap.width || !minimap.height) return;
  const pen = minimap.getContext('2d');
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, minimap.width, minimap.height);
  pen.drawImage(background, 0, 0);
  pen.scale(devicePixelRatio, devicePixelRatio);
  pen.strokeStyle = state.frame;
  const [top, shown] = [(grid.scrollTop / height) * mapStep, grid.clientHeight / height];
  if (shown < state.items.length) pen.strokeRect(0.5, top + 0.5, minimap.clientWidth - 1, Math.max(8, shown * mapStep - 1));
}

function scrollByMap(event) {
  if (event.buttons & 1) grid.scrollTop = (event.offsetY / mapStep) * height - grid.clientHeight / 2;
}
minimap.addEventListener('pointerdown', (event) => { minimap.setPointerCapture(event.pointerId); scrollByMap(event); });
minimap.addEventListener('pointermove', scrollByMap);
