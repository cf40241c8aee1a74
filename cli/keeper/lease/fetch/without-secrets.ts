import { texts } from "../../../texts/keeper.ts";

const REMOVED = texts.fetch.removed;

/**
 * Takes what was sent as a secret out of what is given to an agent: an API that repeats a request in its answer would put the token
 * into the transcript. The last part of each is its signature, without which the rest is worth nothing.
 *
 * @param secrets texts of a token and a proof, each in parts with dots between
 */
export function withoutSecrets(secrets: readonly string[]): (text: string) => string {
  const found = secrets.flatMap((secret) => {
    const parts = secret.split(".");
    return [secret, parts.at(-1) ?? ""].filter((part) => part.length >= 32);
  });
  return (text) => found.reduce((clean, secret) => clean.replaceAll(secret, REMOVED), text);
}
