import type { EnrolmentRow } from "@nearside/shared/api/console/enrolments.ts";
import { NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { KEY_STORAGE_PLACES, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { ago } from "../terminal/ago.ts";

// Machine, browser and the people who use them wrote most of this, so it is neutralised for the terminal (threat B7).

const MAX_SHOWN = 80;

const shown = (text: string): string => neutralise(text, MAX_SHOWN);

export const nameOf = ({ user }: EnrolmentRow): string =>
  user.display_name === user.name ? shown(user.name) : `${shown(user.name)} (${shown(user.display_name)})`;

/**
 * Describes what waits, numbered if there are several.
 *
 * @param now the server's clock, epoch milliseconds
 */
export function showPending(pending: readonly EnrolmentRow[], now: number): string {
  const isOne = pending.length === 1;
  const head = isOne ? peopleTexts.pending.one : peopleTexts.pending.several({ count: pending.length });
  return [head, ...pending.map((one, at) => showOne(one, now, isOne ? "" : `${at + 1}. `))].join("\n\n");
}

function showOne(pending: EnrolmentRow, now: number, number: string): string {
  const { kind, machine, browser, passkey, asked_at } = pending;
  const account = machine.account === "" ? "" : `, account ${shown(machine.account)}`;
  const lines = [
    ["machine", `${shown(machine.hostname)}, ${shown(machine.os)}${account}`],
    ["key", showKey(machine.key_storage)],
    ["browser", shown(browser ?? "")],
    ["passkey", passkey === null ? "" : showPasskey(passkey)],
    ["asked", ago(now - asked_at)],
  ] as const;
  const what = kind === "machine" ? peopleTexts.pending.machine : peopleTexts.pending.browser;
  return [
    `  ${number}${what}, for ${nameOf(pending)}`,
    ...lines.map(([name, text]) => `     ${name.padEnd(8)} ${text}`),
  ].join("\n");
}

function showKey(storage: string): string {
  const place = v.safeParse(keyStorageSchema, storage);
  return place.success ? peopleTexts.pending.key({ place: KEY_STORAGE_PLACES[place.output] }) : shown(storage);
}

function showPasskey({ authenticator, synced }: NonNullable<EnrolmentRow["passkey"]>): string {
  const { aaguid, name, verdict } = authenticator;
  const kind = synced ? peopleTexts.pending.copied : peopleTexts.pending.stays;
  return `${kind}; ${nameOfModel(aaguid, name, verdict)} (${shown(verdict)})`;
}

/** Names the model. An authenticator can claim to be any model; only an attested one has proven it. */
function nameOfModel(aaguid: string, model: string | null, verdict: string): string {
  if (aaguid === NO_AAGUID) return peopleTexts.pending.noModel;
  if (model === null) return peopleTexts.pending.model({ aaguid: shown(aaguid) });
  return verdict === "attested" ? shown(model) : peopleTexts.pending.claims({ model: shown(model) });
}
