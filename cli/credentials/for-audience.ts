import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { scopeWords } from "../server/scope-words.ts";
import { audienceOf, type OpenCredential } from "./credential.ts";
import { ownCredentials } from "./own-credential.ts";

/** The demands on a token. A member that is left out fits any. */
interface AudienceWish {
  /** An absolute URL: the resource that takes the token (RFC 8707). */
  readonly audience: string;
  readonly clientId?: string | undefined;
  /** Separated by spaces. The token may have more. */
  readonly scope?: string | undefined;
}

/** `https://api.example.com` and `https://api.example.com/` name one resource. */
export const sameResource = (one: string, other: string): boolean => normalForm(one) === normalForm(other);

const normalForm = (text: string): string => (URL.canParse(text) ? new URL(text).href : text);

const isForAudience = (open: OpenCredential, audience: string): boolean =>
  audienceOf(open).some((each) => sameResource(each, audience));

/**
 * The login whose tokens that audience takes. Of several, it is the one for the fewest resources, since every audience of a
 * token may see it, and of those the latest.
 *
 * @throws KeyFileError
 */
export async function findForAudience(
  place: KeyPlace,
  machine: EnrolledMachine,
  { audience, clientId, scope = "" }: AudienceWish,
): Promise<OpenCredential | undefined> {
  const fitting = (await ownCredentials(place, machine)).filter((open) => {
    const granted = scopeWords(open.scope);
    return (
      isForAudience(open, audience) &&
      (clientId ?? open.client_id) === open.client_id &&
      scopeWords(scope).every((word) => granted.includes(word))
    );
  });
  const [best] = fitting.toReversed().sort((one, other) => one.resource.length - other.resource.length);
  return best;
}
