import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { isWithin } from "../server/scope-words.ts";
import { audienceOf, credentialsOfEveryClient, type OpenCredential } from "./credential.ts";
import { ofThisEnrolment, ownCredentials } from "./own-credential.ts";

/** The demands on a token. */
interface AudienceWish {
  /** An absolute URL: the resource that takes the token (RFC 8707). */
  readonly audience: string;
  /** Separated by spaces. The token may have more. If it is left out, any scope fits. */
  readonly scope?: string | undefined;
}

/** `https://api.example.com` and `https://api.example.com/` name one resource. */
export const sameResource = (one: string, other: string): boolean => normalForm(one) === normalForm(other);

const normalForm = (text: string): string => (URL.canParse(text) ? new URL(text).href : text);

const fits = (open: OpenCredential, { audience, scope = "" }: AudienceWish): boolean =>
  audienceOf(open).some((each) => sameResource(each, audience)) && isWithin(scope, open.scope);

/**
 * The login of that program whose tokens that audience takes. Of several, it is the one for the fewest resources, since every
 * audience of a token may see it, and of those the latest. One whose token has expired counts too: it is renewed.
 *
 * @throws KeyFileError
 */
export async function findForAudience(
  place: KeyPlace,
  machine: EnrolledMachine,
  clientId: string,
  wish: AudienceWish,
): Promise<OpenCredential | undefined> {
  const fitting = (await ownCredentials(place, machine, clientId)).filter((open) => fits(open, wish));
  const [best] = fitting.toReversed().sort((one, other) => one.resource.length - other.resource.length);
  return best;
}

/**
 * The other programs whose logins would do, each once. Their person may have meant one of them, and then names it.
 *
 * @param wish undefined: any login would do
 * @throws KeyFileError
 */
export async function otherClientsFor(
  place: KeyPlace,
  machine: EnrolledMachine,
  clientId: string,
  wish: AudienceWish | undefined,
): Promise<readonly string[]> {
  const all = await ofThisEnrolment(machine, await credentialsOfEveryClient(place, machine));
  const others = all.filter((open) => open.client_id !== clientId && (wish === undefined || fits(open, wish)));
  return [...new Set(others.map(({ client_id }) => client_id))];
}
