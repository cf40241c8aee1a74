import { KEY_STORAGE_WORDS, type KeyStorage, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { Argument, Command } from "commander";
import { moveToKeyring, tellKeyStorage } from "../enrolment/move-to-keyring.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { Problem, problemOf } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import { isEnough } from "../settings/managed-settings.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";
import { runEnrolment } from "./steps/run-enrolment.ts";

interface KeyOptions extends ChoiceOptions {
  readonly json?: true;
}

interface MoveOptions extends KeyOptions {
  readonly open: boolean;
}

export function keyCommand(start: Start): Command {
  const key = withChoice(new Command("key"))
    .description("show where the key of this machine is kept, and move it to a better place")
    .option("--json", "print JSON objects, one on each line")
    .addHelpText("after", AFTER_HELP)
    .action((options: KeyOptions) => start(options.json === true, (world) => show(world, options)));
  key.addCommand(
    withChoice(new Command("move"))
      .description("move the key to a better place")
      .addArgument(new Argument("<place>", "where to").choices(keyStorageSchema.options))
      .option("--no-open", "print the address of the new enrolment instead of opening the browser")
      .option("--json", "print JSON objects, one on each line")
      .action((place: KeyStorage, _: unknown, command: Command) => {
        const options = command.optsWithGlobals<MoveOptions>();
        return start(options.json === true, (world) => move(world, place, options));
      }),
  );
  return key;
}

const AFTER_HELP = `
From a file to the keyring the key stays the same, and all that its logins keep moves with it:

  nearside key move keyring

A key in the TPM never leaves it, and none comes into it: there a new one is made and enrolled, with a ticket:

  nearside key move tpm`;

const nameOf = ({ user, issuer }: EnrolledMachine): string => `${user.name} at ${issuer}`;

/** @throws Problem `machine_not_enrolled` if the key is on another machine */
function demandHere({ keyStorage }: EnrolledMachine): KeyStorage {
  if (keyStorage === null) throw new Problem("machine_not_enrolled", "(The key is on the machine that you came from.)");
  return keyStorage;
}

async function show(world: World, options: ChoiceOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const { machine } = await chooseAloud(world, place, options, "leave");
  const { id, keptIn, issuer, user } = machine;
  const key_storage = demandHere(machine);
  const { key_storage: least } = await world.managed();
  terminal.result(`${nameOf(machine)}: the key of this machine is kept ${KEY_STORAGE_WORDS[key_storage]}.`);
  terminal.result(`    ${id}`);
  const better = keyStorageSchema.options.filter((one) => one !== key_storage && isEnough(one, key_storage));
  // A TPM keeps the device key; the secrets of its logins lie elsewhere.
  const loginsInFile = key_storage === "tpm" && keptIn === "file";
  const ways = [...better, ...(loginsInFile ? (["keyring"] as const) : [])];
  for (const way of ways) terminal.result(`Better: ${key_storage === "tpm" ? OF_LOGINS : WAYS[way]}`);
  if (ways.length === 0) terminal.result("There is no better place.");
  if (least !== undefined && !isEnough(key_storage, least))
    terminal.result(`Set by your organisation: it is to be kept ${KEY_STORAGE_WORDS[least]}, so it is not used now.`);
  terminal.object({
    issuer,
    user,
    device: { id, key_storage, logins_kept_in: keptIn },
    better: ways.map((way) => ({ key_storage: way, command: `nearside key move ${way}` })),
    least: least ?? null,
  });
}

const OF_LOGINS = "the tokens of its logins, too, out of the file:  nearside key move keyring";
const WAYS: Readonly<Record<KeyStorage, string>> = {
  tpm: "in the TPM, which nothing leaves; a new key, with a ticket from your administrator:  nearside key move tpm",
  keyring: "in the keyring, which opens when you log in at the desktop; the same key:  nearside key move keyring",
  file: "",
};

async function move(world: World, to: KeyStorage, options: MoveOptions): Promise<void> {
  const place = await world.place();
  const { machine } = await chooseAloud(world, place, options, "move");
  const { keptIn } = machine;
  const keyStorage = demandHere(machine);
  if (to === "tpm" && keyStorage !== "tpm") return moveToTpm(world, machine, options.open);
  if (to === "keyring" && (keyStorage === "keyring" || keptIn === "file")) return toKeyring(world, place, machine);
  const down = to === keyStorage ? "It is there already." : "A key is never moved to a worse place.";
  throw new Problem(
    "usage",
    `The key of ${nameOf(machine)} is kept ${KEY_STORAGE_WORDS[keyStorage]}. ${down} Nothing was changed.`,
  );
}

/** Also finishes a move that was interrupted, or of which the server could not be told. */
async function toKeyring(world: World, place: KeyPlace & LockPlace, machine: EnrolledMachine): Promise<void> {
  const { terminal } = world;
  const { issuer, user, id, keyStorage } = machine;
  const moved = await moveToKeyring(place, machine, world);
  if (keyStorage !== "tpm") await tell(world, machine);
  const key_storage = keyStorage === "tpm" ? "tpm" : "keyring";
  terminal.object({ moved: { issuer, user, device: { id, key_storage }, files: moved } });
  const what = keyStorage === "tpm" ? "What the logins keep" : "The key, and what its logins keep,";
  terminal.say(
    `${what} of ${nameOf(machine)} ${keyStorage === "tpm" ? "is" : "are"} ${KEY_STORAGE_WORDS.keyring} now.`,
    "good",
  );
  if (moved > 0)
    terminal.say(
      "Copies of the file from before, in backups for example, are as good as the key. If there may be any: nearside enroll makes a new one.",
      "dim",
    );
}

/** @throws Problem, which says that only the server is still to be told */
async function tell(world: World, machine: EnrolledMachine): Promise<void> {
  const connection = connect(machine.issuer, world);
  try {
    await tellKeyStorage(connection, await machine.deviceSigner());
  } catch (cause) {
    const { code } = problemOf(cause);
    throw new Problem(
      code,
      "The key lies in the keyring now, but the server does not know yet: run the same command again later.",
      { cause },
    );
  } finally {
    connection.http.close();
  }
}

/** A key that lay elsewhere could have been copied. So the TPM makes a new one, which is enrolled as any new key is. */
async function moveToTpm(world: World, machine: EnrolledMachine, open: boolean): Promise<void> {
  const { terminal } = world;
  const { issuer, user, id } = machine;
  terminal.say("No key can be put into a TPM and be worth more there: it may have been copied before.");
  terminal.say("So a new one is made, and this machine is enrolled anew. You need a ticket from your administrator.");
  await runEnrolment(world, issuer, { user: user.name, key: "tpm", open });
  terminal.say(`Ask your administrator to revoke the old key: ${id}`, "dim");
}
