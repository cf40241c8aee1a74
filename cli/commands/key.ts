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
import { texts } from "../texts/commands/key.ts";
import { optionTexts } from "../texts/commands/options.ts";
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
    .description(texts.description)
    .option("--json", optionTexts.json.lines)
    .addHelpText("after", AFTER_HELP)
    .action((options: KeyOptions) => start(options.json === true, (world) => show(world, options)));
  key.addCommand(
    withChoice(new Command("move"))
      .description(texts.move)
      .addArgument(new Argument("<place>", texts.place).choices(keyStorageSchema.options))
      .option("--no-open", texts.noOpen)
      .option("--json", optionTexts.json.lines)
      .action((place: KeyStorage, _: unknown, command: Command) => {
        const options = command.optsWithGlobals<MoveOptions>();
        return start(options.json === true, (world) => move(world, place, options));
      }),
  );
  return key;
}

const AFTER_HELP = texts.help;

const nameOf = ({ user, issuer }: EnrolledMachine): string => `${user.name} at ${issuer}`;

/** @throws Problem `machine_not_enrolled` if the key is on another machine */
function demandHere({ keyStorage }: EnrolledMachine): KeyStorage {
  if (keyStorage === null) throw new Problem("machine_not_enrolled", texts.elsewhere);
  return keyStorage;
}

async function show(world: World, options: ChoiceOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const { machine } = await chooseAloud(world, place, options, "leave");
  const { id, keptIn, issuer, user } = machine;
  const key_storage = demandHere(machine);
  const { key_storage: least } = await world.managed();
  terminal.result(texts.kept({ name: nameOf(machine), place: KEY_STORAGE_WORDS[key_storage] }));
  terminal.result(`    ${id}`);
  const better = keyStorageSchema.options.filter((one) => one !== key_storage && isEnough(one, key_storage));
  // A TPM keeps the device key; the secrets of its logins lie elsewhere.
  const loginsInFile = key_storage === "tpm" && keptIn === "file";
  const ways = [...better, ...(loginsInFile ? (["keyring"] as const) : [])];
  for (const way of ways) terminal.result(texts.better({ way: key_storage === "tpm" ? OF_LOGINS : WAYS[way] }));
  if (ways.length === 0) terminal.result(texts.noBetter);
  if (least !== undefined && !isEnough(key_storage, least))
    terminal.result(texts.managed({ place: KEY_STORAGE_WORDS[least] }));
  terminal.object({
    issuer,
    user,
    device: { id, key_storage, logins_kept_in: keptIn },
    better: ways.map((way) => ({ key_storage: way, command: `nearside key move ${way}` })),
    least: least ?? null,
  });
}

const OF_LOGINS = texts.moveLogins;
const WAYS: Readonly<Record<KeyStorage, string>> = {
  tpm: texts.moveToTpm,
  keyring: texts.moveToKeyring,
  file: "",
};

async function move(world: World, to: KeyStorage, options: MoveOptions): Promise<void> {
  const place = await world.place();
  const { machine } = await chooseAloud(world, place, options, "move");
  const { keptIn } = machine;
  const keyStorage = demandHere(machine);
  if (to === "tpm" && keyStorage !== "tpm") return moveToTpm(world, machine, options.open);
  if (to === "keyring" && (keyStorage === "keyring" || keptIn === "file")) return toKeyring(world, place, machine);
  const down = to === keyStorage ? texts.already : texts.neverWorse;
  throw new Problem(
    "usage",
    texts.notMoved({ name: nameOf(machine), place: KEY_STORAGE_WORDS[keyStorage], why: down }),
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
  const told = { name: nameOf(machine), place: KEY_STORAGE_WORDS.keyring };
  terminal.say(keyStorage === "tpm" ? texts.movedLogins(told) : texts.moved(told), "good");
  if (moved > 0) terminal.say(texts.copies, "dim");
}

/** @throws Problem, which says that only the server is still to be told */
async function tell(world: World, machine: EnrolledMachine): Promise<void> {
  const connection = connect(machine.issuer, world);
  try {
    await tellKeyStorage(connection, await machine.deviceSigner());
  } catch (cause) {
    const { code } = problemOf(cause);
    throw new Problem(code, texts.serverNotTold, { cause });
  } finally {
    connection.http.close();
  }
}

/** A key that lay elsewhere could have been copied. So the TPM makes a new one, which is enrolled as any new key is. */
async function moveToTpm(world: World, machine: EnrolledMachine, open: boolean): Promise<void> {
  const { terminal } = world;
  const { issuer, user, id } = machine;
  terminal.say(texts.noImport);
  terminal.say(texts.newKey);
  await runEnrolment(world, issuer, { user: user.name, key: "tpm", open });
  terminal.say(texts.revokeOld({ id }), "dim");
}
