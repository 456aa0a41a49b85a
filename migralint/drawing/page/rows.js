// The rows on screen: only those in sight are in the document, each with its part of the graph.

const [grid, canvas] = ['grid', 'rows'].map((id) => document.getElementById(id));
const small = matchMedia('(max-width: 940px)');
const narrow = () => small.matches && !state.printing; // paper has one line a row, like a wide screen
const SPARE = 6; // rows kept ready above and below what is in sight
const LOUD = new Set(['environment', 'floor', 'error', 'warning', 'label', 'broken']);
const state = { view: views[0], drawn: views[0], only: null, items: [], itemAt: [], current: -1, query: '', matches: new Set(), frame: '', printing: false };
const onScreen = new Map(); // item index -> element
const idWidth = revisions.id.reduce((most, id) => Math.min(24, Math.max(most, id.length)), 4);
let [height, lane] = [28, 16];

function make(node, attributes, ...content) {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(name, value);
  node.append(...content);
  return node;
}
const html = (tag, attributes = {}, ...content) => make(document.createElement(tag), attributes, ...content);
const drawn = (tag, attributes, ...content) => make(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, ...content);
const cell = (name, ...content) => html('span', { class: name, role: 'gridcell' }, ...content);

const x = (at) => (narrow() ? 14 : 20) + at * lane;
const colour = (at) => `l${at % 6}`;

/** A line from the top or bottom edge of a row to its dot, with one round corner where it changes lanes. */
function bend(from, to, edge) {
  const middle = height / 2;
  if (from === to) return `M${x(to)} ${edge}V${middle}`;
  const round = Math.min(7, lane / 2);
  return `M${x(from)} ${edge}V${middle + (edge ? round : -round)}Q${x(from)} ${middle} ${x(from) + Math.sign(to - from) * round} ${middle}H${x(to)}`;
}

function gutter(name, lines, ...dots) {
  const byColour = new Map();
  for (const [at, d] of lines) byColour.set(colour(at), (byColour.get(colour(at)) ?? '') + d);
  const paths = [...byColour].map(([of, d]) => drawn('path', { class: of, d }));
  return drawn('svg', { class: name, 'aria-hidden': 'true', height }, ...paths, ...dots);
}

function revisionGutter(view, position, marks) {
  const [at, above, below, passing] = view.shapes[view.shape[position]];
  const kinds = new Set(marks.map(([kind]) => kind));
  const place = { cx: x(at), cy: height / 2 };
  const ring = kinds.has('head') ? [drawn('circle', { ...place, r: 8, class: `ring ${colour(at)}` })] : [];
  return gutter('gutter', [...passing.map((one) => [one, `M${x(one)} 0V${height}`]),
    ...above.map((one) => [one, bend(one, at, 0)]), ...below.map((one) => [one, bend(one, at, height)])],
  ...ring, drawn('circle', { ...place, r: kinds.has('merge') ? 3.5 : 4.5, class: `dot ${colour(at)}` }));
}

/** The lanes that leave the position above a gap, and those that come to the one below it. */
function gapGutter(view, above, below) {
  const lanes = (position, side) => {
    const shape = view.shapes[view.shape[position]];
    return shape ? [...shape[side], ...shape[3]] : [];
  };
  return gutter('gutter gap', [...lanes(above, 2).map((one) => [one, `M${x(one)} 0V${height / 2}`]),
    ...lanes(below, 1).map((one) => [one, `M${x(one)} ${height / 2}V${height}`])]);
}

/** Text as nodes, what was searched for marked. */
function marked(text) {
  const at = state.query ? text.toLowerCase().indexOf(state.query) : -1;
  const end = at + state.query.length;
  return at < 0 ? [text] : [text.slice(0, at), html('mark', {}, text.slice(at, end)), text.slice(end)];
}

function revisionRow(view, { position }) {
  const row = view.rows[position];
  const marks = marksOf(view, row);
  const shown = cell('marks', ...marks.map(([kind, text]) => html('span', { class: `${LOUD.has(kind) ? 'pill' : 'word'} ${kind}` }, text)));
  if (marks.length) shown.title = marks.map(([, text]) => text).join(' · ');
  return html('div', { class: `row${leaves(row) ? ' leaves' : ''}${state.matches.has(row) ? ' match' : ''}`, 'aria-label': sentenceOf(view, row) },
    revisionGutter(view, position, marks), cell('id', ...marked(revisions.id[row])),
    cell('message', ...marked(revisions.message[row] || '(no message)')), shown, cell('date', dateOf(row).slice(0, 10)));
}

function gapRow(view, { from, to, filtered }) {
  const matches = state.query ? view.rows.slice(from, to).filter((row) => state.matches.has(row)).length : 0;
  const text = `${counted(to - from, 'revision')} ${filtered ? 'not to run there' : 'in a line'}${matches ? `, ${counted(matches, 'match', 'es')}` : ''}`;
  const months = [from, to - 1].map((position) => dateOf(view.rows[position]).slice(0, 7)).filter(Boolean);
  const name = `row fold${leaves(view.rows[from]) ? ' leaves' : ''}${matches ? ' match' : ''}`;
  return html('div', { class: name, 'aria-expanded': 'false', 'aria-label': `${text}, folded` }, gapGutter(view, from - 1, to),
    cell('id'), cell('message', text), cell('marks', [...new Set(months)].join(' … ')));
}

const cutRow = (view, { cut, from }) =>
  html('div', { class: 'row cut', 'aria-label': cut }, gapGutter(view, from - 1, from), cell('message', cut));

function rowElement(index) {
  const item = state.items[index];
  const node = (item.cut ? cutRow : item.to ? gapRow : revisionRow)(state.view, item);
  node.style.transform = `translateY(${index * height}px)`;
  return make(node, { id: `r${index}`, role: 'row', 'aria-rowindex': index + 1, 'aria-selected': index === state.current ? 'true' : undefined });
}

/** Bring the document in line with the scroll position, in reading order; for print every row is there. */
function paint(all = state.printing) {
  const first = all ? 0 : Math.max(0, Math.floor(grid.scrollTop / height) - SPARE);
  const last = all ? state.items.length : Math.min(state.items.length, Math.ceil((grid.scrollTop + grid.clientHeight) / height) + SPARE);
  const shown = new Set(Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index));
  if (state.current >= 0) shown.add(state.current);
  for (const [index, node] of onScreen) if (!shown.has(index) && onScreen.delete(index)) node.remove();
  let next = null;
  for (const index of [...shown].sort((one, other) => other - one)) {
    const node = onScreen.get(index) ?? canvas.insertBefore(rowElement(index), next);
    onScreen.set(index, node);
    next = node;
  }
  drawMinimap();
}

/** Work the items out again and draw everything anew; the current revision stays where it is on screen. */
function rebuild() {
  const { view, drawn: before } = state;
  const row = state.items[state.current]?.position === undefined ? -1 : before.rows[state.items[state.current].position];
  const offset = state.current * height - grid.scrollTop;
  measure();
  Object.assign(state, { drawn: view, items: itemsOf(view, state.only), itemAt: new Int32Array(view.rows.length) });
  state.items.forEach(({ position = -1, from, to }, index) => {
    if (position >= 0) state.itemAt[position] = index;
    else if (to) state.itemAt.fill(index, from, to);
  });
  canvas.replaceChildren();
  onScreen.clear();
  canvas.style.height = `${state.items.length * height}px`;
  grid.setAttribute('aria-rowcount', state.items.length);
  state.current = row >= 0 && view.position[row] >= 0 ? state.itemAt[view.position[row]] : -1;
  if (state.current >= 0) grid.scrollTop = state.current * height - offset;
  point();
  drawBackground();
  paint();
}

/** Tell screen readers which row is the current one. */
function point() {
  if (state.current < 0) grid.removeAttribute('aria-activedescendant');
  else grid.setAttribute('aria-activedescendant', `r${state.current}`);
}

/** Sizes that depend on the window: one line a row, two where it is narrow; the same gutter in every view. */
function measure() {
  height = state.printing ? 20 : narrow() ? 48 : 28;
  let widest = 1;
  for (const { shapes } of views) for (const lanes of shapes) widest = Math.max(widest, 1 + Math.max(...lanes.flat()));
  lane = Math.max(4, Math.min(16, (narrow() ? 0.2 : 0.3) * (state.printing ? 600 : grid.clientWidth) / widest));
  const sizes = { '--row': `${height}px`, '--gutter': `${Math.ceil(x(widest - 1) + 14)}px`, '--id': `${idWidth + 1}ch` };
  for (const [name, value] of Object.entries(sizes)) grid.style.setProperty(name, value);
}
