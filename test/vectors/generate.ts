// Writes the vectors of this folder: `node test/vectors/generate.ts`. New keys at each run; everything else is the same.
import { writeFileSync } from "node:fs";
import { jsonText } from "./json-text.ts";
import { newVectors } from "./new-vectors.ts";

for (const [file, content] of Object.entries(await newVectors()))
  writeFileSync(new URL(file, import.meta.url), jsonText(content));
