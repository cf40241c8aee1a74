import { approvalsAnswerSchema, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { deviceApi } from "@nearside/shared/api/devices.ts";
import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { countdownText, minutesInWords } from "@nearside/shared/text/time-in-words.ts";
import { Command } from "commander";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { type Connection, connect } from "../server/connection.ts";
import { readAnswer } from "../server/read-answer.ts";
import { proveBy, sendProved } from "../server/send-proved.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import { texts } from "../texts/commands/approvals.ts";
import { optionTexts } from "../texts/commands/options.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";
import { openPage } from "./steps/open-page.ts";

interface ApprovalsOptions extends ChoiceOptions {
  readonly open?: true;
}

export const approvalsCommand = (start: Start): Command =>
  withChoice(new Command("approvals"))
    .description(texts.description)
    .option("--open", texts.open)
    .option("--json", optionTexts.json.object)
    .addHelpText("after", texts.help)
    .action((options: ApprovalsOptions & { json?: true }) =>
      start(options.json === true, (world) => run(world, options)),
    );

/** Milliseconds. */
const TIMEOUT = 10_000;

/** @throws Problem `server_unreachable`, `device_unknown`, … */
async function run(world: World, options: ApprovalsOptions): Promise<void> {
  const { terminal } = world;
  const { machine, defaults } = await chooseAloud(world, await world.place(), options);
  const connection = connect(machine.issuer, world);
  try {
    const waiting = await fetchWaiting(connection, machine);
    const page = (id: string): string => `${machine.issuer}/approvals/${id}`;
    terminal.object({ approvals: waiting.map((approval) => ({ ...approval, page: page(approval.id) })) });
    if (waiting.length === 0) terminal.say(texts.none({ user: machine.user.name, issuer: machine.issuer }));
    for (const approval of waiting) {
      terminal.result(lineOf(approval, Math.floor(world.now() / 1000) + connection.clock.offset()));
      terminal.result(`  ${page(approval.id)}`);
    }
    const [only] = waiting;
    if (options.open !== true || only === undefined) return;
    openPage(world, waiting.length === 1 ? page(only.id) : `${machine.issuer}/approvals`, defaults.browser);
  } finally {
    connection.http.close();
  }
}

/** Asks, by the device key, what waits for the machine's person (protocol §11). */
async function fetchWaiting(connection: Connection, machine: EnrolledMachine): Promise<readonly WaitingApproval[]> {
  const url = `${connection.issuer}${deviceApi.approvals.address}`;
  const headers = { "content-type": "application/json" };
  const make = async () => ({ method: "POST" as const, url, headers, body: "{}", timeout: TIMEOUT });
  const sent = await sendProved(connection, proveBy(await machine.deviceSigner()), make);
  return readAnswer(sent, approvalsAnswerSchema).waiting;
}

/** @param now the server's clock, epoch seconds */
function lineOf(
  { initiator, command, machine, place, quorum, have, until, counts_from }: WaitingApproval,
  now: number,
): string {
  const on = place === undefined ? machine.hostname : placeName(place);
  const told = { who: initiator.name, command, on, left: countdownText(until / 1000 - now) };
  const line = quorum > 1 ? texts.lineOfSeveral({ ...told, have, quorum }) : texts.line(told);
  if (counts_from === undefined) return line;
  return texts.notYet({ line, who: initiator.name, span: minutesInWords(counts_from / 1000 - now) });
}

/** The name that a place elsewhere gives itself says nothing (protocol §10.3). */
const placeName = (place: PlaceShown): string =>
  place.kind === "container" ? texts.container({ name: place.name ?? place.id }) : (place.name ?? texts.unknownHost);
