import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";

interface PageFile {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Undefined if compression saves too little. */
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
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join("/")}`;
      return [path, readPage(path, new Uint8Array(readFileSync(file)))];
    }),
  );
}

function readPage(path: string, plain: Uint8Array<ArrayBuffer>): PageFile {
  const gzip = new Uint8Array(gzipSync(plain, { level: 9 }));
  return {
    type: TYPES[extname(path)] ?? "application/octet-stream",
    plain,
    gzip: gzip.length < plain.length * 0.9 ? gzip : undefined,
    cacheControl: path.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-store",
  };
}

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
