import * as v from "valibot";

// Programs that describe themselves at an address, which is their client id (draft-ietf-oauth-client-id-metadata-document, protocol §6.1).

/** Every statement may name a client by so many characters. */
const MOST_CHARACTERS = 128;

/** An https address in the one form that the URL standard writes, with a path, and without user, query and fragment. */
export const clientAddressSchema = v.pipe(
  v.string(),
  v.maxLength(MOST_CHARACTERS),
  v.regex(/^https:\/\/[a-z0-9.-]+(?::[0-9]+)?\/[A-Za-z0-9._~!$&()*+,;=:@%/-]+$/),
  v.check((text) => URL.canParse(text) && new URL(text).href === text),
);

/** The host at which that program describes itself, with its port if it has one; undefined for every other client id. */
export const hostOfClient = (id: string): string | undefined =>
  v.is(clientAddressSchema, id) ? new URL(id).host : undefined;
