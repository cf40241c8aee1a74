import { posix } from "node:path";
import { fragmentOf } from "../../setup/docs/fragment.mjs";

/** A document, by its path in the repository. */
interface Document {
  readonly path: string;
  readonly text: string;
}

/** The fragments by which a document's parts are linked to: of its headings, and of anchors that it sets itself. */
export function fragmentsIn(markdown: string): ReadonlySet<string> {
  const fragments = new Set([...markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = ""]) => id));
  for (const [, heading = ""] of withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const fragment = fragmentOf(asText(heading));
    let name = fragment;
    for (let again = 1; fragments.has(name); again += 1) name = `${fragment}-${again}`;
    fragments.add(name);
  }
  return fragments;
}

/** Links to a part of a document, within it (`path` is its own) or across: `{ path: "docs/roles.md", fragment: "owner" }`. */
export function linkedParts({ path, text }: Document): readonly { readonly path: string; readonly fragment: string }[] {
  return linksIn(text).flatMap((link) => {
    const [, target = "", fragment] = /^([^#]*)#(.+)$/.exec(link) ?? [];
    if (fragment === undefined) return [];
    return [{ path: target === "" ? path : posix.join(posix.dirname(path), target), fragment }];
  });
}

/** Every document that a reader reaches from `start` by links. */
export function reachedFrom(start: string, documents: readonly Document[]): ReadonlySet<string> {
  const texts = new Map(documents.map(({ path, text }) => [path, text]));
  const reached = new Set([start]);
  for (const path of reached) {
    for (const link of linksIn(texts.get(path) ?? "")) {
      const to = posix.join(posix.dirname(path), link.replace(/#.*$/, ""));
      if (texts.has(to)) reached.add(to);
    }
  }
  return reached;
}

/** Targets of links that lead into the repository, with their fragments. */
function linksIn(markdown: string): readonly string[] {
  return [...withoutFences(markdown).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

const asText = (heading: string): string =>
  heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]|\b_|_\b/g, "");

const withoutFences = (markdown: string): string => markdown.replace(/^ *```[\s\S]*?^ *```/gm, "");
