// The rows on screen: only those in sight are in the document, each with its piece of the graph.

const grid = document.getElementById('grid');
const canvas = document.getElementById('rows');
const SPARE = 6; // rows kept ready above and below what is in sight
const narrow = matchMedia('(max-width: 760px)');
const SVG = 'http://www.w3.org/2000/svg';

const state = { view: views[0], only: null, items: [], itemAt: null, current: -1, query: '', matches: new Set(), frame: '' };
const onScreen = new Map(); // item index -> element
let height = 28;
let lane = 16;

function element(tag, className, text, ...more) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  node.append(...more);
  return node;
}

function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

const x = (at) => 20 + at * lane;
const colour = (at) => `l${at % 6}`;

/** A line from the top (or to the bottom) of a row to its dot, with one round corner where it changes lanes. */
function bend(from, to, edge) {
  const middle = height / 2;
  if (from === to) return `M${x(to)} ${edge}V${middle}`;
  const [round, side] = [Math.min(7, lane / 2), Math.sign(x(to) - x(from))];
  const before = edge ? middle + round : middle - round;
  return `M${x(from)} ${edge}V${before}Q${x(from)} ${middle} ${x(from) + side * round} ${middle}H${x(to)}`;
}

function gutter(lines, dots) {
  const svg = drawn('svg', { class: 'gutter', 'aria-hidden': 'true', height });
  const byColour = new Map();
  for (const [at, d] of lines) byColour.set(colour(at), (byColour.get(colour(at)) ?? '') + d);
  for (const [name, d] of byColour) svg.append(drawn('path', { class: name, d }));
  svg.append(...dots);
  return svg;
}

function revisionGutter(view, position, marks) {
  const [at, above, below, passing] = view.shapes[view.shape[position]];
  const lines = [...passing.map((one) => [one, `M${x(one)} 0V${height}`]),
    ...above.map((one) => [one, bend(one, at, 0)]), ...below.map((one) => [one, bend(one, at, height)])];
  const kinds = new Set(marks.map(([kind]) => kind));
  const place = { cx: x(at), cy: height / 2 };
  const dots = [drawn('circle', { ...place, r: kinds.has('merge') ? 3.5 : 4.5, class: `dot ${colour(at)}` })];
  if (kinds.has('head')) dots.unshift(drawn('circle', { ...place, r: 8, class: `ring ${colour(at)}` }));
  return gutter(lines, dots);
}

const lanesBelow = (view, position) => (view.rows.length > position && position >= 0
  ? [...view.shapes[view.shape[position]][2], ...view.shapes[view.shape[position]][3]] : []);
const lanesAbove = (view, position) => (view.rows.length > position && position >= 0
  ? [...view.shapes[view.shape[position]][1], ...view.shapes[view.shape[position]][3]] : []);

function gapGutter(view, above, below) {
  const svg = gutter([...lanesBelow(view, above).map((one) => [one, `M${x(one)} 0V${height / 2}`]),
    ...lanesAbove(view, below).map((one) => [one, `M${x(one)} ${height / 2}V${height}`])], []);
  svg.classList.add('gap');
  return svg;
}

const cell = (className, text) => {
  const node = element('span', className, text);
  node.setAttribute('role', 'gridcell');
  return node;
};

/** Text with what was searched for marked. */
function marked(node, text) {
  const at = state.query ? text.toLowerCase().indexOf(state.query) : -1;
  if (at < 0) node.textContent = text;
  else node.replaceChildren(text.slice(0, at), element('mark', '', text.slice(at, at + state.query.length)),
    text.slice(at + state.query.length));
  return node;
}

const LOUD = new Set(['environment', 'floor', 'error', 'warning', 'label']);

function revisionRow(view, position) {
  const row = view.rows[position];
  const marks = marksOf(view, row);
  const shown = cell('marks');
  for (const [kind, text] of marks) shown.append(element('span', `${LOUD.has(kind) ? 'pill' : 'word'} ${kind}`, text));
  if (marks.length) shown.title = marks.map(([, text]) => text).join(' · ');
  const node = element('div', 'row', undefined, revisionGutter(view, position, marks),
    marked(cell('id'), revisions.id[row]), marked(cell('message'), revisions.message[row] || '(no message)'), shown,
    cell('date', dateOf(row).slice(0, 10)));
  node.classList.toggle('leaves', leaves(row));
  node.setAttribute('aria-label', sentenceOf(view, row));
  return node;
}

function gapRow(view, item) {
  const count = item.to - item.from;
  const hits = state.query ? view.rows.slice(item.from, item.to).filter((row) => state.matches.has(row)).length : 0;
  const text = `${counted(count, 'revision')} ${item.filtered ? 'not to run there' : 'in a line'}${hits ? `, ${number(hits)} found` : ''}`;
  const months = [item.from, item.to - 1].map((position) => dateOf(view.rows[position]).slice(0, 7)).filter(Boolean);
  const node = element('div', 'row fold', undefined, gapGutter(view, item.from - 1, item.to),
    cell('id', ''), cell('message', text), cell('marks', [...new Set(months)].join(' … ')));
  node.classList.toggle('match', hits > 0);
  node.classList.toggle('leaves', leaves(view.rows[item.from]));
  node.setAttribute('aria-expanded', 'false');
  node.setAttribute('aria-label', `${text}, folded`);
  return node;
}

function cutRow(view, { cut: text, from }) {
  const node = element('div', 'row cut', undefined, gapGutter(view, from - 1, from), cell('message', text));
  node.setAttribute('aria-label', text);
  return node;
}

function rowElement(index) {
  const item = state.items[index];
  const node = item.cut ? cutRow(state.view, item)
    : item.position === undefined ? gapRow(state.view, item) : revisionRow(state.view, item.position);
  node.id = `r${index}`;
  node.setAttribute('role', 'row');
  node.setAttribute('aria-rowindex', index + 1);
  node.style.transform = `translateY(${index * height}px)`;
  const row = item.position === undefined ? -1 : state.view.rows[item.position];
  if (state.matches.has(row)) node.classList.add('match');
  if (index === state.current) node.setAttribute('aria-selected', 'true');
  return node;
}

/** Bring the document in line with the scroll position; `all` puts every row there, for print. */
function paint(all = false) {
  const first = all ? 0 : Math.max(0, Math.floor(grid.scrollTop / height) - SPARE);
  const last = all ? state.items.length : Math.min(state.items.length, Math.ceil((grid.scrollTop + grid.clientHeight) / height) + SPARE);
  for (const [index, node] of onScreen) {
    if ((index < first || index >= last) && index !== state.current) {
      node.remove();
      onScreen.delete(index);
    }
  }
  const added = document.createDocumentFragment();
  for (let index = first; index < last; index++) place(index, added);
  if (state.current >= 0) place(state.current, added);
  canvas.append(added);
  drawMinimap();
}

function place(index, parent) {
  if (onScreen.has(index)) return;
  const node = rowElement(index);
  onScreen.set(index, node);
  parent.append(node);
}

/** Work the items out again and draw everything anew; the current revision stays where it is on screen. */
function rebuild() {
  const { view } = state;
  const kept = state.items[state.current];
  const row = kept?.position === undefined || !state.drawnView ? -1 : state.drawnView.rows[kept.position];
  const offset = state.current * height - grid.scrollTop;
  measure();
  state.items = itemsOf(view, state.only);
  state.itemAt = new Int32Array(view.rows.length);
  state.items.forEach((item, index) => {
    if (item.position !== undefined) state.itemAt[item.position] = index;
    else if (!item.cut) state.itemAt.fill(index, item.from, item.to);
  });
  state.drawnView = view;
  for (const node of onScreen.values()) node.remove();
  onScreen.clear();
  canvas.style.height = `${state.items.length * height}px`;
  grid.setAttribute('aria-rowcount', state.items.length);
  state.current = row >= 0 && view.position[row] >= 0 ? state.itemAt[view.position[row]] : -1;
  if (state.current >= 0) grid.scrollTop = state.current * height - offset;
  else grid.removeAttribute('aria-activedescendant');
  drawBackground();
  paint();
}

/** Sizes that depend on the window and the view: one line a row, two where it is narrow. */
function measure() {
  height = narrow.matches ? 48 : 28;
  const widest = Math.max(1, ...state.view.shapes.map(([at, above, below, passing]) => 1 + Math.max(at, ...above, ...below, ...passing)));
  lane = Math.max(4, Math.min(16, ((narrow.matches ? 0.2 : 0.3) * grid.clientWidth) / widest));
  grid.style.setProperty('--row', `${height}px`);
  grid.style.setProperty('--gutter', `${Math.ceil(x(widest - 1) + 14)}px`);
  const longest = Math.min(24, revisions.id.reduce((most, id) => Math.max(most, id.length), 4));
  grid.style.setProperty('--id', `${longest + 1}ch`);
}
