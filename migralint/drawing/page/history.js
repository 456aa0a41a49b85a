'use strict';
// What the page knows: the columns that html_data.py writes, and the questions that rows and panel ask of them.
// A "row" is a revision's index in the columns, a "position" its place in a view, an "item" a line on screen.

const data = JSON.parse(document.getElementById('data').textContent);
const { revisions, views, environments } = data;
const total = revisions.id.length;
const rowOf = new Map(revisions.id.map((id, row) => [id, row]));

/** [value, length, value, length, ...] as one value per row. */
function spread(runs, length = total) {
  const values = new Int32Array(length);
  for (let i = 0, at = 0; i < runs.length; at += runs[i + 1], i += 2) values.fill(runs[i], at, at + runs[i + 1]);
  return values;
}

/** [start, length, start, length, ...] as the numbers themselves. */
function ranges(pairs) {
  const numbers = [];
  for (let i = 0; i < pairs.length; i += 2) for (let j = 0; j < pairs[i + 1]; j++) numbers.push(pairs[i] + j);
  return numbers;
}

const [removable, folder, kind, author] = [spread(data.removable), spread(revisions.folder), spread(revisions.kind), spread(revisions.author)];
for (const view of views) {
  view.rows = ranges(view.rows);
  view.shape = spread(view.shape, view.rows.length);
  view.position = new Int32Array(total).fill(-1);
  view.rows.forEach((row, position) => { view.position[row] = position; });
  view.cuts = new Map(view.cuts);
  view.opened = new Set();
}

const parentsOf = (row) => (revisions.parents[row] ? [revisions.parents[row]].flat().map((step) => row + step) : []);
const dependenciesOf = (row) => (revisions.dependencies[row] ?? []).map((step) => row + step);
/** The rows that name each row, by one of the two. */
function reversed(named) {
  const naming = new Map();
  for (let row = 0; row < total; row++) for (const one of named(row)) naming.has(one) ? naming.get(one).push(row) : naming.set(one, [row]);
  return (row) => naming.get(row) ?? [];
}
const [childrenOf, dependentsOf] = [reversed(parentsOf), reversed(dependenciesOf)];

const number = (value) => value.toLocaleString('en');
const counted = (count, noun, more = 's') => `${number(count)} ${noun}${count === 1 ? '' : more}`;
const leaves = (row) => removable[row] > 0;
const pendingOf = (environment) => (environment.pending ??= spread(environment.need));
const marksOf = (view, row) => view.marks[view.position[row]] ?? [];
const laneOf = (view, row) => view.shapes[view.shape[view.position[row]]][0];
const operationsOf = (row) => revisions.operations[row].replace(/^\d+/gm, (call) => revisions.calls[call]).split('\n').filter(Boolean);
const findingsOf = (row) => data.findings[row] ?? [];
const fileOf = (row) => revisions.file[row] && revisions.folders[folder[row]] + revisions.file[row].replace('/', () => revisions.id[row]);
const dateOf = (row) => {
  const minutes = revisions.date[row];
  return minutes === null ? '' : new Date(minutes * 60000).toISOString().slice(0, 16).replace('T', ' ');
};

/** The items of a view: a revision, a gap that stands for several, or the line of a cut. With `only`, an environment, what it
 *  neither has to run nor is stamped at makes the gaps; else the straight runs do. */
function itemsOf(view, only) {
  const items = [];
  const stamped = new Set(only?.stamps.map(([row]) => row));
  const hidden = (row) => only && !pendingOf(only)[row] && !stamped.has(row);
  const folds = only ? new Map() : new Map(view.folds);
  for (let position = 0; position < view.rows.length; position++) {
    if (view.cuts.has(position)) items.push({ cut: view.cuts.get(position), from: position });
    let end = position + (folds.get(position) ?? 0);
    while (end < view.rows.length && hidden(view.rows[end]) && (end === position || !view.cuts.has(end))) end++;
    if (end === position || view.opened.has(position)) items.push({ position });
    else items.push({ from: position, to: end, filtered: Boolean(only) });
    if (items.at(-1).to) position = end - 1;
  }
  return items;
}

/** What search looks through, put together once per row. */
const haystacks = [];
function haystackOf(view, row) {
  haystacks[row] ??= [revisions.id[row], revisions.message[row], fileOf(row), dateOf(row), ...operationsOf(row), ...findingsOf(row).flat()]
    .join('\n').toLowerCase();
  return haystacks[row] + marksOf(view, row).map(([, text]) => `\n${text.toLowerCase()}`).join('');
}

/** A row as one sentence, its name for screen readers. */
function sentenceOf(view, row) {
  const marks = marksOf(view, row).map(([kind, text]) => (kind === 'environment' ? `${text} is stamped here` : text));
  return [revisions.message[row] || 'no message', `revision ${revisions.id[row]}`, dateOf(row).slice(0, 10), ...marks,
    leaves(row) && 'needed by no environment'].filter(Boolean).join(', ');
}
