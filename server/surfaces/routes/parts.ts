import * as partsApi from "@nearside/shared/api/parts.ts";
import { type Part, versions } from "@nearside/shared/statements/versions.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { type Call, idOf } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../platform/log/log.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { logTexts } from "../../texts/log.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import type { Download } from "../get/downloads.ts";
import { readBlock } from "../get/part-file.ts";
import type { WithParts } from "../get/parts.ts";

// The parts for people's own machines. They are public, as the pages are, and the same for everybody.

/** Seconds for which a statement of versions is good. It is signed again after half of them. */
const STATEMENT_SECONDS = 3600;
const LIST_CACHED = "public, max-age=300";
/** It is kept, and asked for again by its tag: a checkout may build a version again, and nobody is to install the bytes of before. */
const FILE_CACHED = "public, no-cache";

const TYPES: Readonly<Record<Part["kind"], string>> = {
  command_line: "application/gzip",
  executable: "application/octet-stream",
  extension: "application/zip",
};

export function partRoutes(
  services: WithAddressOf & WithClock & WithConfig & WithKeys & WithLog & WithParts,
): readonly Route[] {
  const statement = signedStatement(services);
  return [
    get(partsApi.list.path, "requests", (c) => {
      const list = listOf(services);
      c.header("Cache-Control", LIST_CACHED); // only now: a refusal must be kept nowhere
      return c.json(list);
    }),
    get(partsApi.statement.path, "requests", async (c) => {
      c.header("Cache-Control", "no-store");
      c.header("Content-Type", "application/jwt");
      return c.body(await statement());
    }),
    get(partsApi.file.path, "downloads", (c) => answerFile(services, c)),
  ];
}

/** @throws HttpError */
function listOf({ parts }: WithParts): partsApi.PartList {
  if (parts.list !== undefined) return parts.list;
  throw new HttpError("temporarily_unavailable", oauthTexts.parts.notBuilt);
}

/** Signs one statement for all who ask within half an hour: nobody makes this server sign as often as they like. */
function signedStatement(services: WithClock & WithConfig & WithKeys & WithParts): () => Promise<string> {
  let signed: { readonly at: number; readonly kid: string; readonly text: Promise<string> } | undefined;
  return () => {
    const { version, parts } = listOf(services);
    const iat = secondsNow(services);
    const { signer } = services.keys;
    const age = signed === undefined ? Number.NaN : iat - signed.at;
    if (signed !== undefined && signed.kid === signer.thumbprint && age >= 0 && age < STATEMENT_SECONDS / 2)
      return signed.text;
    const claims = { iss: services.config.issuer, iat, exp: iat + STATEMENT_SECONDS, version, parts };
    signed = { at: iat, kid: signer.thumbprint, text: versions.sign(signer, claims) };
    return signed.text;
  };
}

/** GET /get/:id, and HEAD. The name is one of the list's or unknown: no path of a client reaches the disk. */
async function answerFile(services: WithAddressOf & WithClock & WithLog & WithParts, c: Call): Promise<Response> {
  const found = services.parts.files.get(idOf(c));
  if (found === undefined) throw new HttpError("not_found", oauthTexts.parts.noFile);
  const { part } = found;
  const tag = `"${part.sha256}"`;
  const keep = (): void => {
    c.header("ETag", tag);
    c.header("Cache-Control", FILE_CACHED);
  };
  if (tagsIn(c.req.header("if-none-match")).includes(tag)) {
    keep();
    return c.body(null, 304);
  }
  const { socket } = c.env.incoming;
  const download = services.parts.downloads.begin(services.addressOf(c), services.clock, () => socket.destroy());
  try {
    const opened = await found.onDisk.open();
    keep(); // only now: a refusal must be kept nowhere
    c.header("Content-Type", TYPES[part.kind]);
    c.header("Content-Length", String(part.size));
    if (c.req.method === "HEAD") {
      await opened.close();
      download.end();
      return c.body(null);
    }
    return c.body(streamOf(services, found, opened, download));
  } catch (error) {
    download.end();
    throw error;
  }
}

const tagsIn = (header: string | undefined): readonly string[] =>
  (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));

type Found = NonNullable<ReturnType<WithParts["parts"]["files"]["get"]>>;
type Opened = Awaited<ReturnType<Found["onDisk"]["open"]>>;

/**
 * Sends the file block by block, as fast as the client takes it. The last block goes out only if the file is still what was verified:
 * otherwise the transfer breaks off, and no client takes it for the whole.
 */
function streamOf({ log }: WithLog, { part, onDisk }: Found, opened: Opened, download: Download) {
  let at = 0;
  const over = async (): Promise<void> => {
    download.end();
    await opened.close().catch(() => undefined);
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const block = await readBlock(opened, at);
          at += block.length;
          download.sent(block.length);
          if (download.isTooSlow()) throw new Error(logTexts.parts.slow);
          if (block.length === 0 || at > part.size || (at === part.size && !(await onDisk.isStill(opened))))
            throw new Error(logTexts.parts.changed);
          controller.enqueue(block);
          if (at < part.size) return;
          controller.close();
        } catch (err) {
          log.warn({ err, file: part.file }, logTexts.parts.notSent);
          controller.error(err);
        }
        await over();
      },
      cancel: over,
    },
    { highWaterMark: 0 },
  );
}
