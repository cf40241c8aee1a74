import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";

interface PageFile {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Undefined where the build left none beside it, since packing saves too little. */
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
  readonly cacheControl: string;
}

/** The built files by their path below the folder. They are read once, so no request ever names a file of the disk. */
export type Pages = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
/** The build puts beside a file what it is when packed. */
const PACKED = ".gz";
/** File names below this path contain a hash of the content, so a file never changes. */
const HASHED = "/assets/";
/** Every address of a page. All of them get the same document, whose script reads the address. */
const PAGE_PATHS = [
  "/",
  "/account",
  "/account/*",
  "/approve",
  "/approve/:id",
  "/console",
  "/console/*",
  "/enroll",
  "/enroll/:id",
];

/**
 * Reads the built web pages.
 *
 * @returns an empty map if they were not built
 */
export function loadPages(folder: string): Pages {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [`/${relative(folder, file).split(sep).join("/")}`, new Uint8Array(readFileSync(file))];
    }),
  );
  const plain = [...files].filter(([path]) => !path.endsWith(PACKED));
  return new Map(plain.map(([path, file]) => [path, pageOf(path, file, files.get(path + PACKED))]));
}

const pageOf = (path: string, plain: Uint8Array<ArrayBuffer>, gzip: Uint8Array<ArrayBuffer> | undefined): PageFile => ({
  type: TYPES[extname(path)] ?? "application/octet-stream",
  plain,
  gzip,
  cacheControl: path.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-store",
});

export function pageRoutes(pages: Pages): readonly Route[] {
  const document = pages.get("/index.html");
  const files = [...pages].filter(([path]) => path !== "/index.html");
  return [
    ...PAGE_PATHS.map((path) =>
      get(path, "requests", (c) => {
        if (document !== undefined) return send(c, document);
        throw new HttpError("temporarily_unavailable", "The pages of this server were not built. Run: npm run build");
      }),
    ),
    ...files.map(([path, file]) => get(path, "requests", (c) => send(c, file))),
  ];
}

function send(c: Call, file: PageFile): Response {
  c.header("Content-Type", file.type);
  c.header("Cache-Control", file.cacheControl);
  c.header("Vary", "Accept-Encoding");
  const accepts = (c.req.header("accept-encoding") ?? "")
    .split(",")
    .some((coding) => /^\s*gzip\s*(;q=(?!0(\.0*)?$)|$)/i.test(coding));
  if (!accepts || file.gzip === undefined) return c.body(file.plain);
  c.header("Content-Encoding", "gzip");
  return c.body(file.gzip);
}
