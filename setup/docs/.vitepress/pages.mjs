// Says which documents are pages of the site, at which addresses and in which order. docs/README.md is the one list.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { repository } from "../../repository.mjs";

/** Documents that lie beside their code, with their places in the site. */
const ELSEWHERE = new Map([
  ["README.md", "readme.md"],
  ["CONTRIBUTING.md", "contributing.md"],
  ["CHANGELOG.md", "changelog.md"],
  ["SECURITY.md", "report-a-vulnerability.md"],
  ["cli/README.md", "reference/sdk.md"],
  ["resource/README.md", "reference/resource.md"],
  ["examples/README.md", "reference/examples.md"],
]);

/** The documents link to these files, and readers download them. */
export const DOWNLOADS = new Map([
  ["docs/openapi.json", "openapi.json"],
  ["docs/events.json", "events.json"],
]);

/**
 * The place of a document in the site, by its path in the repository; undefined if it is no page.
 * @param {string} path "docs/how-to/administer.md"
 * @returns {string | undefined} "how-to/administer.md"
 */
function placeOf(path) {
  if (!path.startsWith("docs/") || !path.endsWith(".md")) return ELSEWHERE.get(path);
  return path.slice("docs/".length).replace(/(^|\/)README\.md$/, "$1index.md");
}

/** Every page: the document's path, and its place in the site. @returns {Record<string, string>} */
export function everyPage() {
  const documents = readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .map((path) => `docs/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".md"));
  return Object.fromEntries([...ELSEWHERE.keys(), ...documents].map((path) => [path, placeOf(path) ?? path]));
}

/** Everything at the root that has no page: VitePress would take each Markdown file for one. @returns {string[]} */
export function otherPlaces() {
  const tops = new Set(Object.keys(everyPage()).map((path) => path.split("/")[0]));
  return readdirSync(repository, { withFileTypes: true })
    .filter(({ name }) => !tops.has(name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/**` : entry.name));
}

/**
 * Says where a link of a document leads: to a page, to a download, or to a file of the repository that the site does not have.
 * @param {string} document its path in the repository
 * @param {string} href "../protocol.md#1-the-claim"
 * @returns {{ address: string } | { file: string } | undefined} undefined: the link is to leave as it is
 */
export function leadsTo(document, href) {
  if (/^(?:[a-z][a-z0-9+.-]*:|#|\/\/)/i.test(href)) return undefined;
  const [, target = "", fragment = ""] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const path = posix.join(posix.dirname(document), decodeURI(target));
  const place = placeOf(path) ?? DOWNLOADS.get(path);
  return place === undefined ? { file: path } : { address: `/${place}${fragment}` };
}

/** @typedef {{ text: string, link?: string, items?: Item[], collapsed?: boolean }} Item as VitePress takes it */

/**
 * The sidebar: the headings of docs/README.md, its lines that end in a colon, and the first link of each line of its lists.
 * @returns {Item[]}
 */
export function sidebar() {
  /** @type {Item[]} */
  const kinds = [];
  /** @type {Item[] | undefined} */
  let items;
  for (const line of readFileSync(join(repository, "docs/README.md"), "utf8").split("\n")) {
    const [, kind] = /^## (.+)$/.exec(line) ?? [];
    const [, part] = /^(\S.*):$/.exec(line) ?? [];
    const [, text, href = ""] = /^- \[([^\]]+)\]\(([^)]+)\)/.exec(line) ?? [];
    if (kind !== undefined) {
      items = [];
      kinds.push({ text: kind, items, collapsed: false });
    } else if (part !== undefined && kinds.length > 0) {
      items = [];
      kinds.at(-1)?.items?.push({ text: part, items, collapsed: false });
    } else if (text !== undefined) {
      const to = leadsTo("docs/README.md", href);
      if (to !== undefined && "address" in to && to.address.includes(".md")) items?.push({ text, link: to.address });
    }
  }
  return kinds;
}
