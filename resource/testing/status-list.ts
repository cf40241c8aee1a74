import { deflateSync } from "node:zlib";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { type StatusListToken, statusListToken } from "@nearside/shared/oauth/status-list.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { TokenClaims } from "../resource.ts";
import type { TestIssuer } from "./test-issuer.ts";

/** The list of a test issuer: one of sixteen tokens is revoked. */
export const STATUS_LIST = { path: "/oauth/status/1", size: 16, standing: 3, revoked: 9 } as const;

export const statusOf = (
  { issuer }: Pick<TestIssuer, "issuer">,
  idx: number,
  uri: string = issuer + STATUS_LIST.path,
): NonNullable<TokenClaims["status"]> => ({ status_list: { idx, uri } });

/** Compresses a list of that many tokens, as the draft's §4.1 says. */
export function compressedList(size: number, revoked: readonly number[]): string {
  const bytes = new Uint8Array(size / 8);
  for (const idx of revoked) bytes[Math.floor(idx / 8)] = (bytes[Math.floor(idx / 8)] ?? 0) | (1 << (idx % 8));
  return encodeBase64url(deflateSync(bytes));
}

/** Signs the claims that the server gives a list, changed by `twist`. */
export function signStatusList(
  { issuer, signer }: Pick<TestIssuer, "issuer" | "signer">,
  now: number,
  twist: Partial<StatusListToken["claims"]> = {},
  by: Signer = signer,
): Promise<string> {
  return statusListToken.sign(by, {
    sub: issuer + STATUS_LIST.path,
    iat: now,
    exp: now + 600,
    ttl: 60,
    status_list: { bits: 1, lst: compressedList(STATUS_LIST.size, [STATUS_LIST.revoked]) },
    ...twist,
  });
}

interface PublishedList {
  /** Epoch seconds. */
  readonly now: () => number;
  readonly twist?: (now: number) => Partial<StatusListToken["claims"]>;
  readonly by?: Signer;
}

/** The list is signed at each request. */
export const publishStatusList = (issuer: TestIssuer, { now, twist, by }: PublishedList): void =>
  issuer.answers(async (answer) => {
    const text = await signStatusList(issuer, now(), twist?.(now()), by);
    answer.setHeader("Content-Type", "application/statuslist+jwt").end(text);
  }, STATUS_LIST.path);
