import { isStatusListUri, MAX_STATUS_LIST_LENGTH } from "@nearside/shared/oauth/status-list.ts";
import { AccessRefused } from "./access-refused.ts";
import type { TokenClaims } from "./check-token.ts";
import { HeldDocument } from "./held-document.ts";
import type { IssuerKeys, IssuerOptions } from "./issuer-keys.ts";
import { readFromIssuer } from "./read-from-issuer.ts";
import { hasEnded, readStatusList, type StatusList } from "./read-status-list.ts";

/** While the issuer cannot be read and its last list still counts, requests wait for a try no more often than this. */
const TRY_EVERY_SECONDS = 15;
/** While none counts, every request is refused: then sooner. Also for a token that the list does not reach to yet. */
const TRY_EVERY_SECONDS_WITHOUT_LIST = 5;

interface StatusListsOptions extends IssuerOptions {
  readonly keys: Pick<IssuerKeys, "find">;
}

/**
 * Which tokens the issuer has revoked (draft-ietf-oauth-status-list), by TLS from the lists that the tokens name below
 * `{issuer}/oauth/status/` and from nowhere else. A list is used for its `ttl` and then read again; while the issuer cannot be
 * read, the last one counts until its `exp`, and then nothing passes: whoever can cut the line must not undo a revocation. An
 * older one never takes the place of a newer one.
 */
export class StatusLists {
  readonly #options: StatusListsOptions;
  readonly #lists = new Map<string, HeldDocument<StatusList>>();

  constructor(options: StatusListsOptions) {
    this.#options = options;
  }

  /** @throws AccessRefused `token_revoked`, `token_status`, `status_unavailable` */
  async check({ status_list: { idx, uri } }: NonNullable<TokenClaims["status"]>): Promise<void> {
    if (!isStatusListUri(uri, this.#options.issuer)) throw new AccessRefused("token_status");
    const document = this.#document(uri);
    if (!this.#isFresh(document)) await document.readAgain(this.#pause(document));
    let list = this.#counting(document);
    if (list !== undefined && !reaches(list, idx)) {
      // It may have grown: the token may be younger than what is held of it.
      await document.readAgain(TRY_EVERY_SECONDS_WITHOUT_LIST);
      list = this.#counting(document);
    }
    if (list === undefined) throw new AccessRefused("status_unavailable", {}, { cause: document.failure });
    if (!reaches(list, idx)) throw new AccessRefused("token_status");
    if (isSet(list.bits, idx)) throw new AccessRefused("token_revoked");
  }

  #document(uri: string): HeldDocument<StatusList> {
    const known = this.#lists.get(uri);
    if (known !== undefined) return known;
    for (const [each, { held }] of this.#lists)
      if (held !== undefined && hasEnded(held.value.exp, this.#now())) this.#lists.delete(each);
    const { fetch, keys, clock } = this.#options;
    const asked = { url: uri, accept: "application/statuslist+jwt", maxBytes: MAX_STATUS_LIST_LENGTH };
    const read = async () => {
      const list = await readStatusList(await readFromIssuer(fetch, asked), { uri, keys }, this.#now());
      // A cache that lags, or whoever keeps old lists, must not undo a revocation that is known here.
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
