// Makes core/domain/src/sign_in/common.bin from the frequency list of leaked passwords in the npm package
// @zxcvbn-ts/language-common 4.1.3 (MIT, core/domain/NOTICE). Run it in a folder where that package and
// @zxcvbn-ts/dictionary-compression are installed:
//
//     node common-passwords.mjs PATH/OF/common.bin
//
// The file holds, sorted, the first four bytes of the SHA-256 of each word in small letters: passwords of at least ten
// characters as they are, and the 3,000 most frequent words of letters, which people lengthen with digits.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const root = dirname(createRequire(join(process.cwd(), "x.js")).resolve("@zxcvbn-ts/language-common"));
const list = (await import(pathToFileURL(join(root, "passwords.json.mjs")))).default;
const words = new Set();
let bases = 0;
for (const word of list.map((one) => one.toLowerCase())) {
  if ([...word].length >= 10) words.add(word);
  if (/^[a-z]{4,}$/.test(word) && bases < 3_000) {
    words.add(word);
    bases += 1;
  }
}
const marks = [...new Set([...words].map((word) => createHash("sha256").update(word).digest().readUInt32BE(0)))];
marks.sort((a, b) => a - b);
const bytes = Buffer.alloc(marks.length * 4);
marks.forEach((mark, index) => bytes.writeUInt32BE(mark, index * 4));
await writeFile(process.argv[2], bytes);
console.log(`${words.size} words, ${bytes.length} bytes`);
