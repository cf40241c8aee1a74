import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import type { OpenCredential } from "../../credentials/credential.ts";
import { stepTexts } from "../../texts/commands/steps.ts";

// Every command describes a login, and how long its token lasts, in these words.

type Shown = Pick<OpenCredential, "client_id" | "scope" | "resource" | "expires_at">;

const secondsLeft = ({ expires_at }: Shown, now: number): number => Math.max(0, expires_at - now);

/** One line for people. @param now epoch seconds */
export function loginLine(login: Shown, now: number): string {
  const left = secondsLeft(login, now);
  const scope = login.scope === "" ? stepTexts.login.noScope : login.scope;
  const token = left > 0 ? stepTexts.login.left({ left: countdownText(left) }) : stepTexts.login.ended;
  const told = { client: login.client_id, scope, token };
  const { resource } = login;
  return resource.length === 0
    ? stepTexts.login.line(told)
    : stepTexts.login.lineFor({ ...told, resources: resource.join(", ") });
}

/** For --json: `expires_at` in epoch seconds, `expires_in` in seconds from now. @param now epoch seconds */
export const loginObject = (login: Shown, now: number) => ({
  client_id: login.client_id,
  scope: login.scope,
  resource: login.resource,
  expires_at: login.expires_at,
  expires_in: secondsLeft(login, now),
});
