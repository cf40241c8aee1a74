import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { CryptoKey } from "jose";
import type { Access } from "../resource.ts";

const HMAC = { name: "HMAC", hash: "SHA-256", length: 256 };
export const SESSION_HEADER = "mcp-session-id";
/** A session id of the server, and behind the last dot who began it. */
const NAMED = /^(.{1,1024})\.([A-Za-z0-9_-]{43})$/;

/**
 * Binds each session (MCP, "Session Management") to the person, program and key that began it, so that nobody continues with one whose id
 * he came by. Nothing is stored: the id that a client gets has a keyed hash of these beside the server's own. The key is of this process,
 * as sessions are.
 */
export class McpSessions {
  #key: Promise<CryptoKey> | undefined;

  /** Gives the server's own id for that which a client sent; undefined if the session is not of that access. */
  async idFor(access: Access, sent: string): Promise<string | undefined> {
    const [, id = "", text = ""] = NAMED.exec(sent) ?? [];
    if (id === "") return undefined;
    const hash = bytesOf(text);
    if (hash === undefined) return undefined;
    const isOwn = await crypto.subtle.verify(HMAC.name, await this.#ownKey(), hash, textOf(access, id));
    return isOwn ? id : undefined;
  }

  /** Gives the id that the client gets for the server's own. */
  async named(access: Access, id: string): Promise<string> {
    const hash = await crypto.subtle.sign(HMAC.name, await this.#ownKey(), textOf(access, id));
    return `${id}.${encodeBase64url(new Uint8Array(hash))}`;
  }

  #ownKey(): Promise<CryptoKey> {
    this.#key ??= crypto.subtle.generateKey(HMAC, false, ["sign", "verify"]);
    return this.#key;
  }
}

function textOf({ claims }: Access, id: string): Uint8Array<ArrayBuffer> {
  const { sub, client_id, cnf } = claims;
  return new TextEncoder().encode(
    JSON.stringify(["nearside/resource/mcp-session", sub, client_id, cnf?.jkt ?? null, id]),
  );
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return decodeBase64url(text, "session");
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
