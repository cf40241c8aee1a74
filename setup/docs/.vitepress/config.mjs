// The site that `npm run docs` makes: VitePress, the documents where they lie, search and diagrams without the network.
import { copyFileSync, cpSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { fragmentOf } from "../fragment.mjs";
import { DOWNLOADS, everyPage, leadsTo, otherPlaces, sidebar } from "./pages.mjs";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(dirname(here));
const pages = everyPage();

export default {
  title: "Nearside",
  description: "Logins that are approved only on the machine that started them",
  lang: "en",
  head: [["link", { rel: "icon", href: "data:," }]],
  srcDir: repository,
  outDir: join(repository, "out/docs"),
  cacheDir: join(repository, ".setup/docs-cache"),
  srcExclude: otherPlaces(),
  rewrites: pages,
  ignoreDeadLinks: "localhostLinks",
  metaChunk: true,
  markdown: {
    languageAlias: { cedar: "rust", cedarschema: "rust" },
    anchor: { slugify: fragmentOf },
    toc: { slugify: fragmentOf },
    config: extendMarkdown,
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    sidebar: sidebar(),
    nav: [
      { text: "First login", link: "/tutorials/first-login" },
      { text: "Protocol", link: "/protocol" },
      { text: "Glossary", link: "/glossary" },
    ],
  },
  vite: {
    plugins: [{ name: "packages of the site", enforce: "pre", resolveId: resolveFromHere }],
    publicDir: false,
  },
  async buildEnd({ outDir }) {
    for (const path of Object.keys(pages)) await parseDiagrams(path);
    for (const [path, place] of DOWNLOADS) copyFileSync(join(repository, path), join(outDir, place));
    // as its package has it: to bundle it would take longer than all the rest
    for (const part of ["mermaid.esm.min.mjs", "chunks/mermaid.esm.min"])
      cpSync(join(here, "node_modules/mermaid/dist", part), join(outDir, "mermaid", part), {
        recursive: true,
        filter: (path) => !path.endsWith(".map"),
      });
  },
};

/** @throws if mermaid would draw an error in place of a diagram */
async function parseDiagrams(path) {
  const { default: mermaid } = await import("mermaid");
  for (const [, text] of readFileSync(join(repository, path), "utf8").matchAll(/^ *```mermaid\n([\s\S]*?)^ *```/gm)) {
    try {
      await mermaid.parse(text);
    } catch (error) {
      // beyond the grammar it wants a browser
      if (!/DOMPurify/.test(error.message)) throw new Error(`A diagram of ${path} can't be drawn: ${error.message}`);
    }
  }
}

/** The documents lie outside of this folder, where the packages are that their pages import. */
function resolveFromHere(source, importer, options) {
  if (!/^vue(?:\/|$)/.test(source) || importer === undefined || importer.startsWith(here)) return undefined;
  return this.resolve(source, join(here, "package.json"), { ...options, skipSelf: true });
}

/** Links lead within the site, a file that it does not have is named and no link, and diagrams are drawn. */
function extendMarkdown(md) {
  md.core.ruler.push("links of the repository", ({ tokens, env }) => {
    const document = relative(repository, env.path).replaceAll("\\", "/");
    for (const { children } of tokens) mendLinks(document, children ?? []);
  });
  // two braces begin a value in a template of Vue; in a document they are text
  const render = md.renderer.render.bind(md.renderer);
  md.renderer.render = (...all) => render(...all).replaceAll("{{", "&#123;&#123;");
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    return info.trim() === "mermaid"
      ? `<MermaidDiagram code="${encodeURIComponent(content)}" />\n`
      : fence(tokens, index, ...rest);
  };
}

function mendLinks(document, tokens) {
  const open = [];
  for (const token of tokens) {
    if (token.type === "link_close") token.tag = open.pop() ?? "a";
    if (token.type !== "link_open") continue;
    const to = leadsTo(document, token.attrGet("href") ?? "");
    if (to !== undefined && "address" in to) token.attrSet("href", to.address);
    if (to !== undefined && "file" in to) {
      token.type = "file_open";
      token.tag = "span";
      token.attrs = [["title", `${to.file} in the repository`]];
    }
    open.push(token.tag);
  }
}
