import { isStatusListUri, MAX_STATUS_LIST_LENGTH } from "@nearside/shared/oauth/status-list.ts";
import { AccessRefused } from "../access-refused.ts";
import { HeldDocument } from "../issuer/held-document.ts";
import type { IssuerKeys, IssuerOptions } from "../issuer/issuer-keys.ts";
import { readFromIssuer } from "../issuer/read-from-issuer.ts";
import { hasEnded, readStatusList, type StatusList } from "./read-status-list.ts";
import type { TokenClaims } from "./token-claims.ts";

/**
 * While the issuer cannot be read and its last list is still valid, requests wait for a new try no more often than
 * this.
 */
const TRY_EVERY_SECONDS = 15;
/**
 * Without a valid list every request is refused, so the next try comes sooner; so it does for a token beyond the list's
 * end.
 */
const TRY_EVERY_SECONDS_WITHOUT_LIST = 5;

interface StatusListsOptions extends IssuerOptions {
  readonly keys: Pick<IssuerKeys, "find">;
}

/**
 * The tokens that the issuer has revoked (draft-ietf-oauth-status-list), read over TLS from the lists that the tokens
 * name below `{issuer}/oauth/status/` and from nowhere else. A list is used for its `ttl` and then read again; while
 * the issuer cannot be read, the last one is valid until its `exp`, and then nothing passes: an attacker who cuts the
 * line must not undo a revocation. An older list never replaces a newer one.
 */
export class StatusLists {
  readonly #options: StatusListsOptions;
  readonly #lists = new Map<string, HeldDocument<StatusList>>();

  constructor(options: StatusListsOptions) {
    this.#options = options;
  }

  /**
   * Checks that the token was not revoked.
   *
   * @throws AccessRefused `token_revoked`, `token_status`, `status_unavailable`
   */
  async check({ status_list: { idx, uri } }: NonNullable<TokenClaims["status"]>): Promise<void> {
    if (!isStatusListUri(uri, this.#options.issuer)) throw new AccessRefused("token_status");
    const document = this.#document(uri);
    if (!this.#isFresh(document)) await document.readAgain(this.#pause(document));
    let list = this.#counting(document);
    if (list !== undefined && !reaches(list, idx)) {
      // The list may have grown since: the token may be younger than our copy.
      await document.readAgain(TRY_EVERY_SECONDS_WITHOUT_LIST);
      list = this.#counting(document);
    }
    if (list === undefined) throw new AccessRefused("status_unavailable", {}, { cause: document.failure });
    if (!reaches(list, idx)) throw new AccessRefused("token_status");
    if (isSet(list.bits, idx)) throw new AccessRefused("token_revoked");
  }

  #document(uri: string): HeldDocument<StatusList> {
    const existing = this.#lists.get(uri);
    if (existing !== undefined) return existing;
    for (const [each, { held }] of this.#lists)
      if (held !== undefined && hasEnded(held.value.exp, this.#now())) this.#lists.delete(each);
    const { fetch, keys, clock } = this.#options;
    const source = { url: uri, accept: "application/statuslist+jwt", maxBytes: MAX_STATUS_LIST_LENGTH };
    const read = async () => {
      const list = await readStatusList(await readFromIssuer(fetch, source), { uri, keys }, this.#now());
      // A lagging cache, or an attacker who kept old lists, must not undo a revocation that is known here.
      if (list.iat < (this.#counting(document)?.iat ?? 0))
        throw new Error("the status list is older than the last one");
      return list;
    };
    const document: HeldDocument<StatusList> = new HeldDocument(read, clock);
    this.#lists.set(uri, document);
    return document;
  }

  #now(): number {
    return Math.floor(this.#options.clock() / 1000);
  }

  #counting({ held }: HeldDocument<StatusList>): StatusList | undefined {
    return held === undefined || hasEnded(held.value.exp, this.#now()) ? undefined : held.value;
  }

  #isFresh(document: HeldDocument<StatusList>): boolean {
    return this.#counting(document) !== undefined && (document.held?.age ?? 0) < (document.held?.value.ttl ?? 0);
  }

  #pause(document: HeldDocument<StatusList>): number {
    if (document.failure === undefined) return 0;
    return this.#counting(document) === undefined ? TRY_EVERY_SECONDS_WITHOUT_LIST : TRY_EVERY_SECONDS;
  }
}

const reaches = ({ bits }: StatusList, idx: number): boolean => idx < bits.length * 8;

/** §4.1: token 0 is the least significant bit of the first byte. */
const isSet = (bits: Uint8Array, idx: number): boolean =>
  (((bits[Math.floor(idx / 8)] ?? 0xff) >> (idx % 8)) & 1) === 1;
