/** Longer names are nobody's. */
const MAX_LENGTH = 60;
const MAX_NEAR = 5;
/** Says nothing about what is meant. */
const COMMON = new Set(['get']);

/** Names that may have been meant, nearest first; none when nothing comes near. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const given = name.slice(0, MAX_LENGTH).replace(/(?<=[a-z])(?=[A-Z])/g, '_');
  const words = given.toLowerCase().split(/[^a-z0-9]+/);
  const telling = words.filter((word) => word.length > 2 && !COMMON.has(word));
  const flat = words.join('');
  const scored = names.map((candidate) => {
    const other = flatten(candidate);
    const shared = telling.filter((word) => other.includes(word)).join('').length;
    const letters = Math.max(flat.length, other.length);
    const closeness = letters - distance(flat, other) * 3;
    return { candidate, score: shared + Math.max(0, closeness) };
  });
  const found = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  return found.slice(0, MAX_NEAR).map(({ candidate }) => candidate);
}

function flatten(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Levenshtein's: letters to change, add or leave out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
