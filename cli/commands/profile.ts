import { Command } from "commander";
import { demandBrowserCommand } from "../browser/browser-command.ts";
import { demandMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { Problem } from "../problems/problem.ts";
import { type ProfileFields, readProfileFields, withFields } from "../settings/change-profile.ts";
import type { Choice, KnownProfile } from "../settings/choice.ts";
import { allProfiles, readChoice } from "../settings/choose.ts";
import { describeProfile } from "../settings/profile.ts";
import { changeProfiles, loadProfiles } from "../settings/profiles-file.ts";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/profile.ts";
import type { Start, World } from "../world/world.ts";
import { addTo, resourceOption } from "./options/resource-option.ts";

interface SetOptions extends ProfileFields {
  readonly default?: true;
}
interface Json {
  readonly json?: true;
}

export function profileCommand(start: Start): Command {
  const withJson = (command: Command): Command => command.option("--json", optionTexts.json.object);
  const profile = withJson(new Command("profile"))
    .description(texts.description)
    .addHelpText("after", AFTER_HELP)
    .action((options: Json) => start(options.json === true, list));
  profile
    .addCommand(
      withJson(new Command("set"))
        .description(texts.set)
        .argument("<name>")
        .option("--issuer <url>", texts.issuer)
        .option("--user <name>", texts.user)
        .option("--client-id <id>", texts.clientId)
        .option("--scope <scopes>", texts.scope)
        .addOption(resourceOption(texts.resource).argParser(addTo))
        .option("--authorization-details <json>", texts.details)
        .option("--browser <command>", texts.browser)
        .option("--default", texts.makeDefault)
        .action((name: string, _: unknown, command: Command) =>
          startSub(start, command, (world) => set(world, name, command.opts<SetOptions>())),
        ),
    )
    .addCommand(
      withJson(new Command("use"))
        .description(texts.use)
        .argument("<name>")
        .action((name: string, _: unknown, command: Command) => startSub(start, command, (world) => use(world, name))),
    )
    .addCommand(
      withJson(new Command("remove"))
        .description(texts.remove)
        .argument("<name>")
        .action((name: string, _: unknown, command: Command) =>
          startSub(start, command, (world) => remove(world, name)),
        ),
    );
  return profile;
}

const AFTER_HELP = texts.help;

/** --json may come before or after the name of the subcommand. */
const startSub = (start: Start, command: Command, run: (world: World) => Promise<void>): Promise<void> =>
  start(command.optsWithGlobals<Json>().json === true, run);

async function list(world: World): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const { profiles, own } = await allProfiles(world, place);
  // A person who is to put it right needs to see what there is.
  const found = await readChoice(world, place, {}).then(
    ({ choice }) => ({ choice, broken: undefined }),
    (broken: unknown) => ({ choice: undefined, broken }),
  );
  const { choice, broken } = found;
  for (const profile of profiles) showProfile(terminal, profile, notesOf(profile, own.default, choice));
  terminal.object({
    profiles: profiles.map(({ managed, ...profile }) => ({
      ...profile,
      managed,
      default: profile.name === own.default,
    })),
    in_use: choice === undefined ? null : inUse(choice),
  });
  if (profiles.length === 0) {
    terminal.say(texts.none);
    terminal.say(texts.noneNeeded, "dim");
  }
  if (choice === undefined) throw broken;
  terminal.say(whyInUse(choice), "dim");
}

const notesOf = (
  { name, managed }: KnownProfile,
  usual: string | null,
  choice: Choice | undefined,
): readonly string[] => [
  ...(name === choice?.profile?.name ? [texts.inUse] : []),
  ...(name === usual ? [texts.isDefault] : []),
  ...(managed ? [texts.isManaged] : []),
];

function showProfile(terminal: World["terminal"], profile: KnownProfile, notes: readonly string[]): void {
  terminal.result(`${profile.name}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`);
  for (const line of describeProfile(profile)) terminal.result(`    ${line}`);
}

const inUse = ({ profile, because, folder }: Choice) => ({
  profile: profile?.name ?? null,
  because,
  folder: folder?.shownFolder ?? null,
});

function whyInUse({ profile, because, folder }: Choice): string {
  const name = profile?.name;
  if (folder !== null) return texts.why.folder({ name, folder: folder.shownFolder });
  if (name === undefined) return texts.why.nothing;
  if (because === "environment") return texts.why.environment({ name });
  return because === "default" ? texts.why.byDefault({ name }) : texts.why.plain({ name });
}

async function set(world: World, name: string, options: SetOptions): Promise<void> {
  const { terminal, surroundings } = world;
  const place = await world.place();
  await demandOwn(world, name);
  if (options.browser !== undefined && options.browser !== "")
    demandBrowserCommand(options.browser, surroundings.platform);
  const fields = readProfileFields(options);
  const before = (await loadProfiles(place)).profiles.find((profile) => profile.name === name);
  // A new profile that does not say for whom is for the enrolment that there is.
  const of = before ?? (await enrolmentFor(place, options, fields));
  await changeProfiles(place, world, (now) => {
    const known = now.profiles.find((profile) => profile.name === name);
    const changed = withFields({ ...(known ?? of), name }, fields);
    const profiles =
      known === undefined ? [...now.profiles, changed] : now.profiles.map((one) => (one === known ? changed : one));
    return { ...now, profiles, default: options.default === true ? name : now.default };
  });
  const { profiles, default: usual } = await loadProfiles(place);
  const made = profiles.find((profile) => profile.name === name);
  if (made === undefined) return;
  terminal.object({ profile: { ...made, default: usual === name } });
  terminal.say(before === undefined ? texts.made({ name }) : texts.changed({ name }), "good");
  for (const line of describeProfile(made)) terminal.say(`    ${line}`);
  const isEnrolled = await demandMachine(place, made).then(
    () => true,
    () => false,
  );
  if (!isEnrolled) terminal.say(texts.notEnrolled({ issuer: made.issuer }));
}

/** @throws Problem `machine_not_enrolled`, `several_enrolments` */
async function enrolmentFor(place: KeyPlace, { issuer, user }: ProfileFields, fields: { readonly issuer?: string }) {
  if (fields.issuer !== undefined && user !== undefined) return { issuer: fields.issuer };
  if (issuer !== undefined && fields.issuer !== undefined)
    // The profile is made ahead of its enrolment, or for any person who is enrolled there.
    return demandMachine(place, { issuer: fields.issuer }).then(
      (machine) => ({ issuer: machine.issuer, user: machine.user.name }),
      (error: unknown) => {
        if (error instanceof Problem && error.code === "machine_not_enrolled") return { issuer: fields.issuer ?? "" };
        throw error;
      },
    );
  const machine = await demandMachine(place, { user });
  return { issuer: machine.issuer, user: machine.user.name };
}

async function use(world: World, name: string): Promise<void> {
  const place = await world.place();
  await demandKnown(world, place, name);
  await changeProfiles(place, world, (now) => ({ ...now, default: name }));
  world.terminal.object({ default: name });
  world.terminal.say(texts.used({ name }), "good");
}

async function remove(world: World, name: string): Promise<void> {
  const place = await world.place();
  await demandOwn(world, name);
  await demandKnown(world, place, name);
  await changeProfiles(place, world, (now) => ({
    ...now,
    profiles: now.profiles.filter((profile) => profile.name !== name),
    default: now.default === name ? null : now.default,
  }));
  world.terminal.object({ removed: name });
  world.terminal.say(texts.forgotten({ name }), "good");
}

/** @throws Problem `managed` */
async function demandOwn({ managed }: World, name: string): Promise<void> {
  const { profiles } = await managed();
  if (profiles?.some((profile) => profile.name === name) === true)
    throw new Problem("managed", texts.managedName({ name }));
}

/** @throws Problem `profile_unusable` */
async function demandKnown(world: World, place: KeyPlace & LockPlace, name: string): Promise<KnownProfile> {
  const { profiles } = await allProfiles(world, place);
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) throw new Problem("profile_unusable", texts.unknownName);
  return profile;
}
