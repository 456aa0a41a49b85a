'use strict';
// What the page knows: the columns that html.py writes, and the questions that rows and panel ask of them.
// A "row" is a revision's index in the columns; a "position" is its place in a view; an "item" is a line on screen.

const data = JSON.parse(document.getElementById('data').textContent);
const { revisions, views, environments } = data;
const total = revisions.id.length;
const rowOf = new Map(revisions.id.map((id, row) => [id, row]));

/** [value, run, value, run, ...] as one value per row. */
function spread(runs, length) {
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

const parentsOf = (row) => [revisions.parents[row]].flat().filter(Boolean).map((step) => row + step);
const dependenciesOf = (row) => (revisions.dependencies[row] ?? []).map((step) => row + step);

const children = Array.from({ length: total }, () => []);
const dependents = new Map();
for (let row = 0; row < total; row++) {
  for (const parent of parentsOf(row)) children[parent].push(row);
  for (const needed of dependenciesOf(row)) dependents.set(needed, [...(dependents.get(needed) ?? []), row]);
}

const folder = spread(revisions.folder, total);
for (const view of views) {
  view.rows = ranges(view.rows);
  view.shape = spread(view.shape, view.rows.length);
  view.position = new Int32Array(total).fill(-1);
  view.rows.forEach((row, position) => { view.position[row] = position; });
  view.opened = new Set();
}
const removable = spread(data.removable, total);
const leaves = (row) => removable[row] > 0;

/** How many databases of an environment still have to run each row. */
function pendingOf(environment) {
  environment.pending ??= spread(environment.need, total);
  return environment.pending;
}

const marksOf = (view, row) => view.marks[view.position[row]] ?? [];
const fileOf = (row) => {
  const name = revisions.file[row];
  return name && revisions.folders[folder[row]] + name.replace('/', () => revisions.id[row]);
};
const dateOf = (row) => {
  const minutes = revisions.date[row];
  return minutes === null ? '' : new Date(minutes * 60000).toISOString().slice(0, 16).replace('T', ' ');
};
const number = (value) => value.toLocaleString('en');
const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

/**
 * The items of a view: a position, or a gap that stands for several positions, or the line of the cut.
 * `only` is the environment whose pending and stamped rows are shown; everything else is a gap then.
 */
function itemsOf(view, only) {
  const items = [];
  const shown = only && new Set(only.stamps.map(([row]) => row));
  const pending = only && pendingOf(only);
  const folds = only ? [] : view.folds;
  const cuts = new Map(view.cuts);
  const hidden = (position) => only && !pending[view.rows[position]] && !shown.has(view.rows[position]);
  let fold = 0;
  for (let position = 0; position < view.rows.length;) {
    if (cuts.has(position)) items.push({ cut: cuts.get(position), from: position });
    while (fold < folds.length && folds[fold][0] < position) fold++;
    let end = position;
    if (fold < folds.length && folds[fold][0] === position) end += folds[fold][1];
    else while (end < view.rows.length && hidden(end) && !(end > position && cuts.has(end))) end++;
    if (end > position && !view.opened.has(position)) {
      items.push({ from: position, to: end, filtered: Boolean(only) });
      position = end;
    } else {
      items.push({ position });
      position++;
    }
  }
  return items;
}

/** What search looks through, once per row. */
const haystacks = [];
function haystackOf(view, row) {
  haystacks[row] ??= [revisions.id[row], revisions.message[row], fileOf(row), dateOf(row),
    ...(revisions.operations[row] ?? []).map((index) => data.strings[index]),
    ...(data.findings[row] ?? []).flatMap(([, code, text]) => [code, text])].join('\n').toLowerCase();
  return haystacks[row] + marksOf(view, row).map(([, text]) => `\n${text.toLowerCase()}`).join('');
}

/** A row as one sentence, its name for screen readers. */
function sentenceOf(view, row) {
  const marks = marksOf(view, row).map(([kind, text]) => (kind === 'environment' ? `${text} is stamped here` : text));
  const parts = [revisions.message[row] || 'no message', `revision ${revisions.id[row]}`, dateOf(row).slice(0, 10), ...marks];
  if (leaves(row)) parts.push('needed by no environment');
  return parts.filter(Boolean).join(', ');
}
