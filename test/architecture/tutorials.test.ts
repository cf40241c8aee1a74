import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";
import { readSources } from "./source.ts";

// A tutorial is followed word by word: what it quotes must be what the product says.

const folder = join(repository, "docs/tutorials");
const tutorials = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));

/** All that pages, extension and terminal can say, with every space as one. */
const said = readSources()
  .filter(({ path }) => /^(?:web|extension|cli|server|shared)\/texts\/|^rules\//.test(path))
  .map(({ path }) => readFileSync(join(repository, path), "utf8").replaceAll(/\s+/g, " "))
  .join("\n");

/** Labels, buttons and sentences of pages: what is set in italics. */
const labelsIn = (text: string): readonly string[] =>
  [...text.replaceAll(/```[\s\S]*?```|`[^`]*`/g, "").matchAll(/(?<![\w*])_([^_]+)_(?!\w)/g)].map(([, label = ""]) =>
    label.replaceAll(/\s+/g, " "),
  );

/** The refusals of APIs, by code: "token_missing" and its sentence. */
const sent = readFileSync(join(repository, "resource/refusal.ts"), "utf8").replaceAll(/\s+/g, " ");
const isSent = (code: string, sentence: string): boolean =>
  (new RegExp(`\\b${code}: \\[([^\\]]*)\\]`).exec(sent)?.[1] ?? "").includes(`"${sentence}"`);

describe.each(tutorials)("$name", ({ text }) => {
  it("names only labels that are there", () => {
    expect(labelsIn(text).filter((label) => !said.includes(label))).toEqual([]);
  });

  it("quotes refusals as an API sends them", () => {
    const quoted = [...text.matchAll(/"error_description":"([^"]+)","refusal":"(\w+)"/g)];
    expect(quoted.filter(([, sentence = "", code = ""]) => !isSent(code, sentence)).map(([all]) => all)).toEqual([]);
  });
});
