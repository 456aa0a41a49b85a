// What people do: select, search, filter, switch, fold, print; and the panel about the selected revision.

const root = document.documentElement;
const panel = document.getElementById('panel');
const search = document.getElementById('search');
const found = document.getElementById('found');
const chips = document.getElementById('chips');
const help = document.getElementById('help');
const itemRow = (index) => {
  const item = state.items[index];
  return item?.position === undefined ? -1 : state.view.rows[item.position];
};

// Selecting

/** Make an item the current one, in sight; its revision fills the panel and the address. */
function select(index, { open = false, centre = false } = {}) {
  if (index < 0 || index >= state.items.length) return;
  onScreen.get(state.current)?.removeAttribute('aria-selected');
  state.current = index;
  const [top, room] = [index * height, grid.clientHeight];
  if (centre && (top < grid.scrollTop || top + height > grid.scrollTop + room)) grid.scrollTop = top - room / 3;
  else if (top < grid.scrollTop + height) grid.scrollTop = top - height;
  else if (top + 2 * height > grid.scrollTop + room) grid.scrollTop = top + 2 * height - room;
  paint();
  onScreen.get(index).setAttribute('aria-selected', 'true');
  grid.setAttribute('aria-activedescendant', `r${index}`);
  const row = itemRow(index);
  if (row < 0) return;
  describe(row);
  if (open) root.classList.add('panel-open');
  remember(`#rev=${encodeURIComponent(revisions.id[row])}`);
}

function remember(hash) {
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

/** Select a revision wherever it is: opens its fold, drops a filter or leaves a view that hides it. */
function reveal(row, options) {
  if (state.view.position[row] < 0) switchTo(0);
  const position = state.view.position[row];
  const item = () => state.items[state.itemAt[position]];
  if (item().position === undefined && item().filtered) filterBy(null);
  if (item().position === undefined) unfold(item());
  select(state.itemAt[position], { centre: true, ...options });
}

function unfold(gap) {
  state.view.opened.add(gap.from);
  if (gap.filtered) for (let position = gap.from; position < gap.to; position++) state.view.opened.add(position);
  rebuild();
}

function followAddress() {
  const id = new URLSearchParams(location.hash.slice(1)).get('rev');
  if (id !== null && rowOf.has(id)) reveal(rowOf.get(id), { open: true });
}

function activate(index) {
  const item = state.items[index];
  if (!item || item.cut) return;
  if (item.position !== undefined) return select(index, { open: true });
  unfold(item);
  select(state.itemAt[item.from]);
}

// The panel

const link = (row) => {
  const node = element('a', '', undefined, element('code', '', revisions.id[row]), ` ${revisions.message[row]}`);
  node.href = `#rev=${encodeURIComponent(revisions.id[row])}`;
  return node;
};

function section(title, nodes) {
  if (!nodes.length) return [];
  return [element('h3', '', title), element('ul', '', undefined, ...nodes.map((node) => element('li', '', undefined, node)))];
}

function needed(environment, row) {
  const count = pendingOf(environment)[row];
  const of = environment.databases > 1 ? `${environment.atLeast ? 'at least ' : ''}${number(count)} of ${number(environment.databases)} ` : '';
  const text = !count ? 'applied' : `${environment.databases ? `${of}still to run` : ''} ${environment.unknown && `(${environment.unknown})`}`.trim();
  return element('span', count ? 'pending' : 'done', undefined, element('b', '', environment.name), ` ${text}`);
}

function describe(row) {
  const facts = [['Created', dateOf(row)], ['File', fileOf(row)],
    ['Marks', marksOf(state.view, row).map(([, text]) => text).join(', ')]].filter(([, value]) => value);
  const list = element('dl', '');
  for (const [name, value] of facts) list.append(element('dt', '', name), element('dd', '', value));
  const operations = (revisions.operations[row] ?? []).map((index) => element('code', '', data.strings[index]));
  const findings = (data.findings[row] ?? []).map(([severity, code, text]) =>
    element('span', severity, undefined, element('b', '', `${severity} ${code}`), ` ${text}`));
  document.getElementById('about').replaceChildren(
    element('p', 'id', revisions.id[row]), element('h2', '', revisions.message[row] || '(no message)'),
    ...(leaves(row) ? [element('p', 'verdict', 'No environment needs this file any more.')] : []), list,
    ...section('Findings', findings),
    ...section('Environments', environments.map((environment) => needed(environment, row))),
    ...section('Follows', parentsOf(row).map(link)),
    ...section('Depends on', dependenciesOf(row).map(link)),
    ...section('Followed by', children[row].map(link)),
    ...section('Needed by', (dependents.get(row) ?? []).map(link)),
    ...section('Operations', operations),
  );
  panel.scrollTop = 0;
}

function closePanel() {
  root.classList.remove('panel-open');
  grid.focus({ preventScroll: true });
}

// Views, filter, search

const buttons = [...document.querySelectorAll('[data-view]')];

function switchTo(name) {
  root.classList.toggle('plan', name === 'plan');
  for (const button of buttons) button.setAttribute('aria-pressed', button.dataset.view === String(name));
  if (name === 'plan' || state.view === views[name]) return rebuild();
  state.view = views[name];
  document.getElementById('facts').textContent = state.view.facts;
  rebuild();
  if (state.query) look();
}

function filterBy(environment) {
  state.only = environment;
  for (const view of views) view.opened.clear();
  for (const [index, chip] of [...chips.children].entries()) chip.setAttribute('aria-pressed', environments[index] === environment);
  if (state.items.length) rebuild();
}

function look() {
  const { view } = state;
  state.query = search.value.trim().toLowerCase();
  state.matches = new Set(state.query ? view.rows.filter((row) => haystackOf(view, row).includes(state.query)) : []);
  root.classList.toggle('searching', state.matches.size > 0);
  found.textContent = !state.query ? '' : state.matches.size ? counted(state.matches.size, 'match').replace('matchs', 'matches') : 'no match';
  rebuild();
}

/** Go to the next row, up or down, for which `wanted` holds; round the end. Folded rows count. */
function step(direction, wanted) {
  const { view } = state;
  const item = state.items[state.current];
  const start = item ? item.position ?? (direction > 0 ? item.to - 1 : item.from) : direction > 0 ? -1 : 0;
  for (let moved = 1; moved <= view.rows.length; moved++) {
    const position = (((start + direction * moved) % view.rows.length) + view.rows.length) % view.rows.length;
    if (wanted(view.rows[position], position)) return reveal(view.rows[position]);
  }
}

const nextMatch = (direction) => step(direction, (row) => state.matches.has(row));
const hasMark = (...kinds) => (row) => marksOf(state.view, row).some(([kind]) => !kinds.length || kinds.includes(kind));

// Keys

const laneOf = (row) => state.view.shapes[state.view.shape[state.view.position[row]]][0];

function alongLane(direction) {
  const row = itemRow(state.current);
  if (row < 0) return move(direction);
  const next = (direction > 0 ? parentsOf(row) : children[row]).filter((one) => state.view.position[one] >= 0);
  if (next.length) reveal(next.find((one) => laneOf(one) === laneOf(row)) ?? next[0]);
}

/** To the neighbour over a branch or merge whose lane lies left or right; else to the next row of such a lane. */
function across(side) {
  const item = state.items[state.current];
  if (item && item.position === undefined) return side > 0 ? activate(state.current) : undefined;
  const row = itemRow(state.current);
  if (row < 0) return move(1);
  const beside = (one) => state.view.position[one] >= 0 && Math.sign(laneOf(one) - laneOf(row)) === side;
  const near = [...parentsOf(row), ...children[row]].find(beside);
  if (near !== undefined) return reveal(near);
  for (let away = 1; away <= 40; away++) {
    for (const position of [item.position + away, item.position - away]) {
      const other = state.view.rows[position];
      if (other !== undefined && beside(other)) return reveal(other);
    }
  }
}

const move = (by) => select(Math.max(0, Math.min(state.items.length - 1, state.current + by)));
const screenful = () => Math.max(1, Math.floor(grid.clientHeight / height) - 2);
const keys = {
  ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(screenful()), PageUp: () => move(-screenful()),
  Home: () => select(0), End: () => select(state.items.length - 1),
  'Ctrl+ArrowDown': () => alongLane(1), 'Ctrl+ArrowUp': () => alongLane(-1),
  ArrowRight: () => across(1), ArrowLeft: () => across(-1),
  Enter: () => activate(state.current), ' ': () => activate(state.current),
  ']': () => step(1, hasMark()), '[': () => step(-1, hasMark()), e: () => step(1, hasMark('environment')),
  f: () => step(1, hasMark('floor')), h: () => step(1, hasMark('head')), b: () => step(1, hasMark('base')),
  n: () => nextMatch(1), N: () => nextMatch(-1),
  '/': () => { search.focus(); search.select(); }, '?': () => help.showModal(),
  t: () => views.length > 1 && switchTo(state.view === views[0] ? 1 : 0),
  Escape: () => closePanel(),
};

document.addEventListener('keydown', (event) => {
  if (help.open || event.altKey || event.metaKey) return;
  if (event.target === search) return searchKey(event);
  const name = (event.ctrlKey ? 'Ctrl+' : '') + event.key;
  const inGrid = event.target === grid || event.target === document.body;
  if (!keys[name] || root.classList.contains('plan') || (!inGrid && event.key.length > 1 && event.key !== 'Escape') || (!inGrid && event.key === ' ')) return;
  event.preventDefault();
  keys[name]();
  if (!['/', '?'].includes(event.key)) grid.focus({ preventScroll: true });
});

function searchKey(event) {
  if (event.key === 'Enter') nextMatch(event.shiftKey ? -1 : 1);
  else if (event.key === 'Escape') { search.value = ''; look(); grid.focus({ preventScroll: true }); }
  else if (event.key === 'ArrowDown') grid.focus({ preventScroll: true });
  else return;
  event.preventDefault();
}

// Start

function start() {
  root.classList.add('js');
  for (const environment of environments) {
    const chip = element('button', 'chip', undefined, element('b', '', environment.name), ` ${environment.summary}`);
    chip.type = 'button';
    chip.setAttribute('aria-pressed', 'false');
    chip.addEventListener('click', () => filterBy(state.only === environment ? null : environment));
    chips.append(chip);
  }
  for (const button of buttons) {
    button.addEventListener('click', () => switchTo(button.dataset.view === 'plan' ? 'plan' : Number(button.dataset.view)));
  }
  canvas.addEventListener('click', (event) => {
    const node = event.target.closest('.row');
    if (node) activate(Number(node.id.slice(1)));
  });
  let queued = false;
  grid.addEventListener('scroll', () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; paint(); });
  }, { passive: true });
  let typed = 0;
  search.addEventListener('input', () => { cancelAnimationFrame(typed); typed = requestAnimationFrame(look); });
  document.getElementById('close').addEventListener('click', closePanel);
  document.getElementById('keys').addEventListener('click', () => help.showModal());
  addEventListener('hashchange', followAddress);
  addEventListener('resize', rebuild);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', rebuild);
  addEventListener('beforeprint', () => { state.unprinted = state.view.folds; state.view.folds = []; rebuild(); paint(true); });
  addEventListener('afterprint', () => { state.view.folds = state.unprinted; rebuild(); });
  rebuild();
  if (location.hash) followAddress();
  else if (state.items.length) { select(0); history.replaceState(null, '', location.pathname + location.search); }
}
start();
