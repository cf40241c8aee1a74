import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Keeper } from "../keys/keeper.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import type { Waiting } from "../waiting.ts";
import { endToken } from "./change-credential.ts";
import type { Credential } from "./credential.ts";

/** A younger token would be no better the next time: so no API makes its clients renew theirs at each request. Seconds. */
const YOUNGEST = 60;

/**
 * An API calls its token invalid (RFC 6750 §3.1): over by its clock, or revoked. The next who asks gets a renewed one.
 *
 * @param credential as it is kept
 * @param refused the access token that was sent
 * @returns whether the next token will be another one
 * @throws KeyFileError, KeyringError, Problem `credential_busy`
 */
export async function endRefusedToken(
  place: KeyPlace & LockPlace,
  credential: Credential,
  refused: string,
  keeper: Keeper,
  waiting: Waiting,
): Promise<boolean> {
  if (credential.access_token !== refused) return true;
  const { iat } = (await accessToken.read(refused)).claims;
  if (waiting.now() / 1000 + credential.clock_offset - iat < YOUNGEST) return false;
  await endToken(place, credential, refused, keeper, waiting);
  return true;
}
