import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

/** One file of the repository, as a rule sees it. A test may make one up. */
export interface Source {
  /** From the repository's root, with slashes: "server/surfaces/routes/oauth.ts". */
  readonly path: string;
  /** The source text; "" for files that are not code. */
  readonly text: string;
}

const CODE = /\.(?:ts|tsx|mts|mjs|js|jsx|cjs)$/;
/** Lists what people read besides: documents, pages, scripts, settings and units. */
const TEXT =
  /\.(?:md|html|css|sh|jsonc|ya?ml|conf|service|socket)$|(?:^|\/)(?:Containerfile|Caddyfile|templates|postinst)$/;
/** These folders are made, fetched or written by tools, wherever they lie. VitePress loads the last one, with packages that we don't install. */
const NOT_SOURCES = new Set(["node_modules", "dist", "out", ".git", ".setup", "results", "demo-results", ".vitepress"]);
/** A server that is run from the checkout keeps its data here. `web/data` is source. */
const SERVER_DATA = "data";

/** Every source file of the repository. */
export function readSources(): readonly Source[] {
  return pathsIn("").map((path) => ({
    path,
    text: CODE.test(path) ? readFileSync(join(repository, path), "utf8") : "",
  }));
}

/** Everything that people read, the documents too, whose text {@link readSources} leaves out: most rules are about code. */
export function readTexts(): readonly Source[] {
  return pathsIn("")
    .filter((path) => CODE.test(path) || TEXT.test(path))
    .map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));
}

function pathsIn(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NOT_SOURCES.has(entry.name) || path === SERVER_DATA) return [];
    return entry.isDirectory() ? pathsIn(path) : [path];
  });
}

const WORKSPACES = ["shared", "rules", "server", "web", "extension", "cli", "resource", "examples", "test"] as const;
type Workspace = (typeof WORKSPACES)[number];

/** The workspace that a path lies in; undefined for the root's own files and `setup/`. */
export function workspaceOf(path: string): Workspace | undefined {
  return WORKSPACES.find((workspace) => path.startsWith(`${workspace}/`));
}

export function isCode(path: string): boolean {
  return CODE.test(path);
}

/** A test beside its source, or a file that such tests share. Files in `test/` are the test workspace instead. */
export function isUnitTest(path: string): boolean {
  return /\.test\.tsx?$|^[^/]+\/testing\//.test(path);
}

/** Runs when something is built or tested, never in what is shipped: `cli/build.ts`, `web/vite.config.ts`. */
export function isBuildScript(path: string): boolean {
  return /^(?:[^/]+\/)?(?:build(?:-[a-z]+)?|[^/]+\.config)\.ts$/.test(path);
}

/** An entry is where a program starts: `server/main.ts`; in pages and the extension one per page or context, `popup/main.tsx`; the file that an API or another command line imports; and in the single executable what takes a package's place. */
export function isEntry(path: string): boolean {
  return /^(?:server\/main\.ts|cli\/(?:main|sdk|executable\/(?:main|koffi|keyring)|native-host\/main)\.ts|resource\/resource\.ts|examples\/[^/]+\.ts|(?:extension|web)\/(?:.+\/)?main\.tsx?)$/.test(
    path,
  );
}
