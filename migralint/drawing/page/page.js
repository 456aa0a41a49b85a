// What people do: select, search, filter, switch, fold, print; and the panel about the selected revision.

const root = document.documentElement;
const [panel, about, search, found, chips, help] = ['panel', 'about', 'search', 'found', 'chips', 'help'].map((id) => document.getElementById(id));
const buttons = [...document.querySelectorAll('[data-view]')];
const focusGrid = () => grid.focus({ preventScroll: true });
const rowAt = (index) => state.view.rows[state.items[index]?.position] ?? -1;
const inView = (row) => state.view.position[row] >= 0;

/** Make an item the current one, in sight; its revision fills the panel and the address. */
function select(index, { open = false, centre = false, quiet = false } = {}) {
  if (index < 0 || index >= state.items.length) return;
  onScreen.get(state.current)?.removeAttribute('aria-selected');
  state.current = index;
  const [top, room] = [index * height, grid.clientHeight];
  if (centre && (top < grid.scrollTop || top + height > grid.scrollTop + room)) grid.scrollTop = top - room / 3;
  else if (top < grid.scrollTop + height) grid.scrollTop = top - height;
  else if (top + 2 * height > grid.scrollTop + room) grid.scrollTop = top + 2 * height - room;
  paint();
  onScreen.get(index).setAttribute('aria-selected', 'true');
  point();
  const row = rowAt(index);
  if (row < 0) return describeGap(state.items[index]);
  describe(row);
  if (open) root.classList.add('panel-open');
  const hash = `#rev=${encodeURIComponent(revisions.id[row])}`;
  if (!quiet && location.hash !== hash) history.replaceState(null, '', hash);
}

/** Select a revision wherever it is: opens its fold, drops the filter or leaves the view that hides it. */
function reveal(row, options) {
  if (root.classList.contains('plan') || !inView(row)) switchTo(String(views.findIndex((view) => view.position[row] >= 0)));
  const item = () => state.items[state.itemAt[state.view.position[row]]];
  if (item().filtered) filterBy(null);
  if (item().to) unfold(item());
  select(state.itemAt[state.view.position[row]], { centre: true, ...options });
}

function unfold({ from, to, filtered }) {
  for (let position = from; position < (filtered ? to : from + 1); position++) state.view.opened.add(position);
  rebuild();
}

function activate(index) {
  const item = state.items[index];
  if (item?.to) {
    unfold(item);
    select(state.itemAt[item.from]);
  } else if (item && !item.cut) select(index, { open: true });
}

function followAddress() {
  const row = rowOf.get(new URLSearchParams(location.hash.slice(1)).get('rev'));
  if (row !== undefined) reveal(row, { open: true });
}

// The panel

const link = (row) => html('a', { href: `#rev=${encodeURIComponent(revisions.id[row])}` }, html('code', {}, revisions.id[row]), ` ${revisions.message[row]}`);
const section = (title, nodes) =>
  (nodes.length ? [html('h3', {}, title), html('ul', {}, ...nodes.map((node) => html('li', {}, node)))] : []);

function needs(environment, row) {
  const count = pendingOf(environment)[row];
  const share = environment.databases > 1 ? `${environment.atLeast ? 'at least ' : ''}${number(count)} of ${number(environment.databases)} ` : '';
  const parts = [environment.databases && `${share}still to run`, environment.unknown && `(${environment.unknown})`];
  const text = count ? parts.filter(Boolean).join(' ') : 'applied';
  return html('span', { class: count ? '' : 'done' }, html('b', {}, environment.name), ` ${text}`);
}

function describe(row) {
  const facts = [['Created', dateOf(row)], ['Author', revisions.authors[author[row]]], ['Kind', revisions.kinds[kind[row]]], ['File', fileOf(row)], ['Marks', marksOf(state.view, row).map(([, text]) => text).join(', ')]];
  about.replaceChildren(
    html('p', { class: 'id' }, revisions.id[row]), html('h2', {}, revisions.message[row] || '(no message)'),
    ...(leaves(row) ? [html('p', { class: 'verdict' }, data.verdict)] : []),
    html('dl', {}, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [html('dt', {}, name), html('dd', {}, value)])),
    ...section('Findings', findingsOf(row).map(([severity, code, text]) => html('span', { class: severity }, html('b', {}, `${severity} ${code}`), ` ${text}`))),
    ...section('Environments', environments.map((environment) => needs(environment, row))),
    ...section('Follows', parentsOf(row).filter(inView).map(link)),
    ...section('Depends on', dependenciesOf(row).map(link)),
    ...section('Followed by', childrenOf(row).filter(inView).map(link)),
    ...section('Needed by', dependentsOf(row).map(link)),
    ...section('Operations', operationsOf(row).map((text) => html('code', {}, text))));
  panel.scrollTop = 0;
}

/** What a fold stands for, so that a revision in it can be had without opening it. */
function describeGap({ from, to, cut }) {
  const rows = cut ? [] : state.view.rows.slice(from, Math.min(to, from + 200));
  const more = cut || to - from === rows.length ? [] : [html('p', {}, `and ${number(to - from - rows.length)} more`)];
  about.replaceChildren(html('h2', {}, cut || counted(to - from, 'revision')), ...section('From the top down', rows.map(link)), ...more);
  panel.scrollTop = 0;
}

function closePanel() {
  root.classList.remove('panel-open');
  focusGrid();
}

// Views, filter, search

function switchTo(name) {
  root.classList.toggle('plan', name === 'plan');
  for (const button of buttons) button.setAttribute('aria-pressed', button.dataset.view === name);
  state.view = views[name] ?? state.view;
  document.getElementById('facts').textContent = state.view.facts;
  look();
}

function filterBy(environment) {
  state.only = environment;
  for (const view of views) view.opened.clear();
  [...chips.children].forEach((chip, index) => chip.setAttribute('aria-pressed', environments[index] === environment));
  rebuild();
}

function look() {
  const query = search.value.trim().toLowerCase();
  Object.assign(state, { query, matches: new Set(query ? state.view.rows.filter((row) => haystackOf(state.view, row).includes(query)) : []) });
  root.classList.toggle('searching', state.matches.size > 0);
  found.textContent = !query ? '' : state.matches.size ? counted(state.matches.size, 'match', 'es') : 'no match';
  rebuild();
}

/** Select the next row, up or down and round the end, for which `wanted` holds; one in a fold counts. */
function step(direction, wanted) {
  const { rows } = state.view;
  const { position, from, to } = state.items[state.current] ?? { position: direction > 0 ? -1 : 0 };
  const start = position ?? (direction > 0 ? (to ?? from) - 1 : from);
  for (let moved = 1; moved <= rows.length; moved++) {
    const row = rows[(start + direction * moved + 2 * rows.length) % rows.length];
    if (wanted(row)) return reveal(row);
  }
}
const nextMatch = (direction) => step(direction, (row) => state.matches.has(row));
const hasMark = (kind) => (row) => marksOf(state.view, row).some(([one]) => !kind || one === kind);

// Keys

function alongLane(direction) {
  const row = rowAt(state.current);
  if (row < 0) return move(direction);
  const next = (direction > 0 ? parentsOf(row) : childrenOf(row)).filter(inView);
  if (next.length) reveal(next.find((one) => laneOf(state.view, one) === laneOf(state.view, row)) ?? next[0]);
}

/** To the neighbour over a branch or merge whose lane lies on that side, else to the nearest row of such a lane. */
function across(side) {
  const row = rowAt(state.current);
  if (row < 0) return side > 0 ? activate(state.current) : undefined;
  const [{ view }, here] = [state, state.view.position[row]];
  const beside = (one) => one !== undefined && inView(one) && Math.sign(laneOf(view, one) - laneOf(view, row)) === side;
  const near = Array.from({ length: 80 }, (_, index) => view.rows[here + (index % 2 ? 1 : -1) * (1 + (index >> 1))]);
  const away = (one) => Math.abs(view.position[one] - here);
  const related = [...parentsOf(row), ...childrenOf(row)].sort((one, other) => away(one) - away(other));
  const target = [...related, ...near].find(beside);
  if (target !== undefined) reveal(target);
}

const move = (by) => select(Math.max(0, Math.min(state.items.length - 1, state.current + by)));
const screenful = () => Math.floor(grid.clientHeight / height) - 2;
const gridKeys = {
  ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(screenful()), PageUp: () => move(-screenful()),
  Home: () => select(0), End: () => select(state.items.length - 1), ArrowRight: () => across(1), ArrowLeft: () => across(-1),
  'Ctrl+ArrowDown': () => alongLane(1), 'Ctrl+ArrowUp': () => alongLane(-1), Enter: () => activate(state.current), ' ': () => activate(state.current),
};
const keys = {
  ']': () => step(1, hasMark()), '[': () => step(-1, hasMark()), e: () => step(1, hasMark('environment')), f: () => step(1, hasMark('floor')),
  h: () => step(1, hasMark('head')), b: () => step(1, hasMark('base')), n: () => nextMatch(1), N: () => nextMatch(-1),
  t: () => views.length > 1 && switchTo(state.view === views[0] ? '1' : '0'), Escape: closePanel,
};

function pressed(event) {
  if (help.open || event.altKey || event.metaKey) return;
  const name = (event.ctrlKey ? 'Ctrl+' : '') + event.key;
  const onGrid = event.target === grid || event.target === document.body;
  const key = event.target === search ? undefined : keys[name] ?? (onGrid ? gridKeys[name] : undefined);
  if (event.target === search) {
    if (event.key === 'Enter') nextMatch(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') { search.value = ''; look(); focusGrid(); } else if (event.key === 'ArrowDown') focusGrid();
    else return;
  } else if (name === '?') help.showModal();
  else if (name === '/') search.select();
  else if (key && !root.classList.contains('plan')) { key(); focusGrid(); } else return;
  event.preventDefault();
}

// Start

root.classList.add('js');
for (const environment of environments) {
  const chip = html('button', { class: 'chip', type: 'button', 'aria-pressed': 'false' }, html('b', {}, environment.name), ` ${environment.summary}`);
  chip.addEventListener('click', () => filterBy(state.only === environment ? null : environment));
  chips.append(chip);
}
for (const button of buttons) button.addEventListener('click', () => switchTo(button.dataset.view));
canvas.addEventListener('click', (event) => activate(Number(event.target.closest('.row')?.id.slice(1))));
grid.addEventListener('scroll', () => { cancelAnimationFrame(state.scrolled); state.scrolled = requestAnimationFrame(() => paint()); }, { passive: true });
search.addEventListener('input', () => { cancelAnimationFrame(state.typed); state.typed = requestAnimationFrame(look); });
document.getElementById('close').addEventListener('click', closePanel);
document.getElementById('keys').addEventListener('click', () => help.showModal());
document.addEventListener('keydown', pressed);
addEventListener('hashchange', followAddress);
addEventListener('resize', rebuild);
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', rebuild);
addEventListener('beforeprint', () => { Object.assign(state, { printing: !root.classList.contains('plan'), folds: state.view.folds }); state.view.folds = []; rebuild(); });
addEventListener('afterprint', () => { state.printing = false; state.view.folds = state.folds; rebuild(); });
rebuild();
if (rowOf.has(new URLSearchParams(location.hash.slice(1)).get('rev'))) followAddress();
else if (state.items.length) select(0, { quiet: true });
