import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { GET_PAGE } from "@nearside/shared/api/get-page.ts";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { requestTexts } from "../../texts/requests.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads a file when it is asked for the first time. */
type Content = () => Bytes;

interface PageFile {
  readonly type: string;
  readonly plain: Content;
  /** Undefined where the build left none beside it, since packing saves too little. */
  readonly gzip: Content | undefined;
  readonly cacheControl: string;
}

/** The built files by their path below the folder. Only these names are known, so no request ever names a file of the disk. */
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
  "/approvals",
  "/approvals/*",
  "/approve",
  "/approve/:id",
  "/authorize",
  "/console",
  "/console/*",
  "/enroll",
  "/enroll/:id",
  GET_PAGE,
];

/**
 * Finds the built web pages. A start has more urgent things to do than to read them all.
 *
 * @returns an empty map if they were not built
 */
export function findPages(folder: string): Pages {
  if (!existsSync(folder)) return new Map();
  const paths = new Set(pathsIn(folder, "/"));
  const contentOf = (path: string): Content => readOnce(join(folder, path));
  const pageOf = (path: string): PageFile => ({
    type: TYPES[extname(path)] ?? "application/octet-stream",
    plain: contentOf(path),
    gzip: paths.has(path + PACKED) ? contentOf(path + PACKED) : undefined,
    cacheControl: path.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-store",
  });
  return new Map([...paths].filter((path) => !path.endsWith(PACKED)).map((path) => [path, pageOf(path)]));
}

/** Reads every page that nobody has asked for yet: the next build takes the files away. */
export function readPages(pages: Pages): void {
  for (const { plain, gzip } of pages.values()) {
    plain();
    gzip?.();
  }
}

const pathsIn = (folder: string, below: string): readonly string[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below + entry.name;
    if (entry.isDirectory()) return pathsIn(folder, `${path}/`);
    return entry.isFile() ? [path] : [];
  });

function readOnce(file: string): Content {
  let content: Bytes | undefined;
  return () => {
    content ??= new Uint8Array(readFileSync(file));
    return content;
  };
}

export function pageRoutes(pages: Pages): readonly Route[] {
  const document = pages.get("/index.html");
  const files = [...pages].filter(([path]) => path !== "/index.html");
  return [
    ...PAGE_PATHS.map((path) =>
      get(path, "requests", (c) => {
        if (document !== undefined) return send(c, document);
        throw new HttpError("temporarily_unavailable", oauthTexts.pages.notBuilt);
      }),
    ),
    ...files.map(([path, file]) => get(path, "requests", (c) => send(c, file))),
  ];
}

/** True for a browser that opens an address, and not for a program or a script of a page. */
const isForPerson = (c: Call): boolean =>
  ["GET", "HEAD"].includes(c.req.method) && /\btext\/html\b/i.test(c.req.header("accept") ?? "");

/**
 * Gives the page that a person reads at an address that names nothing, and under another name than the issuer's. The pages' own files are
 * refused under that name too, so that one is a document by itself.
 */
export function errorPages(pages: Pages, issuer: string): (code: string, c: Call) => Bytes | undefined {
  const elsewhere = new TextEncoder().encode(requestTexts.elsewherePage({ issuer }));
  return (code, c) => {
    if (!isForPerson(c)) return undefined;
    if (code === "misdirected_request") return elsewhere;
    return code === "not_found" ? pages.get("/index.html")?.plain() : undefined;
  };
}

function send(c: Call, file: PageFile): Response {
  c.header("Content-Type", file.type);
  c.header("Cache-Control", file.cacheControl);
  c.header("Vary", "Accept-Encoding");
  const accepts = (c.req.header("accept-encoding") ?? "")
    .split(",")
    .some((coding) => /^\s*gzip\s*(;q=(?!0(\.0*)?$)|$)/i.test(coding));
  if (!accepts || file.gzip === undefined) return c.body(file.plain());
  c.header("Content-Encoding", "gzip");
  return c.body(file.gzip());
}
