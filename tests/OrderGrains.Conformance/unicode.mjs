// Writes the table of Unicode's normal forms that the product carries, from what this Node.js knows: node unicode.mjs > ../../src/OrderGrains.Domain/Shared/unicode.txt
// With --check, it prints instead what UnicodeTextTests expects of normal forms made by that table: a hash of those that this Node.js makes.
// Classes of marks are ranks here: their order and equality are all that the normal forms need, and all that can be seen from outside.
import { createHash } from 'node:crypto';

const hex = (code) => code.toString(16).toUpperCase().padStart(4, '0');
const codes = (text) => [...text].map((c) => c.codePointAt(0));
const list = (text) => codes(text).map(hex).join(' ');
const all = [];
for (let code = 0; code <= 0x10ffff; code++)
  if (code < 0xd800 || code > 0xdfff) all.push(code);
const lines = [`# The normal forms of Unicode ${process.versions.unicode}, without Hangul syllables; made by tests/OrderGrains.Conformance/unicode.mjs.`];

if (process.argv.includes('--check')) {
  const hash = createHash('sha256');
  for (const code of all.filter((c) => c < 0x3400 || (c >= 0xa000 && c < 0x1f000) || (c >= 0x2f800 && c < 0x2fa20))) {
    const c = String.fromCodePoint(code);
    for (const text of [c, 'a' + c + '\u0301\u0323', '\u1100\u1161' + c + '\u0334', c + '\u3099\u093c' + c]) hash.update(text.normalize('NFC') + '\n');
  }
  console.log(hash.digest('hex').toUpperCase());
  process.exit();
}

// What is reordered with the lowest or the highest class of marks is a mark with a class.
const [lowest, highest] = ['\u0334', '\u0345'];
const reorders = (first, second) => ('a' + first + second).normalize('NFD') === 'a' + second + first;
const marks = all.map((code) => String.fromCodePoint(code))
  .filter((c) => c.normalize('NFD') === c && (reorders(c, lowest) || reorders(highest, c)));
marks.sort((a, b) => (reorders(a, b) ? 1 : reorders(b, a) ? -1 : 0));
const classes = [];
for (const mark of marks) {
  const last = classes.at(-1);
  if (last && !reorders(mark, last[0]) && !reorders(last[0], mark)) last.push(mark);
  else classes.push([mark]);
}
lines.push('# M: marks of one class, the lowest class first; ranges.');
for (const members of classes) {
  const sorted = members.flatMap(codes).sort((a, b) => a - b), ranges = [];
  for (const code of sorted)
    if (ranges.at(-1)?.[1] === code - 1) ranges.at(-1)[1] = code;
    else ranges.push([code, code]);
  lines.push('M ' + ranges.map(([from, to]) => (from === to ? hex(from) : `${hex(from)}-${hex(to)}`)).join(' '));
}

const composites = [], singles = [], compatible = [];
for (const code of all) {
  if (code >= 0xac00 && code <= 0xd7a3) continue;
  const c = String.fromCodePoint(code), nfd = c.normalize('NFD'), nfkd = c.normalize('NFKD');
  if (nfd !== c) {
    const parts = codes(nfd), last = String.fromCodePoint(parts.at(-1)), rest = String.fromCodePoint(...parts.slice(0, -1)).normalize('NFC');
    if (parts.length > 1 && nfd.normalize('NFC') === c) {
      if (codes(rest).length !== 1 || (rest + last).normalize('NFC') !== c) throw new Error(`${hex(code)} is no pair`);
      composites.push(`C ${hex(code)} ${list(rest)} ${list(last)}`);
    } else singles.push(`D ${hex(code)} ${list(nfd)}`);
  }
  if (nfkd !== nfd) compatible.push([code, codes(nfkd)]);
}
lines.push('# C: a character, and the two that it is composed of.', ...composites);
lines.push('# D: a character that is always decomposed, and into what.', ...singles);
lines.push('# K: a character, or a range, and what it is compatible with; a range with as many that follow each other.');
for (let i = 0; i < compatible.length; ) {
  const [code, to] = compatible[i];
  let n = 1;
  while (to.length === 1 && compatible[i + n]?.[0] === code + n && compatible[i + n][1].length === 1 && compatible[i + n][1][0] === to[0] + n) n++;
  lines.push(`K ${hex(code)}${n > 1 ? '-' + hex(code + n - 1) : ''} ${to.map(hex).join(' ')}`);
  i += n;
}
process.stdout.write(lines.join('\n') + '\n');
