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
import type { Start, World } from "../world/world.ts";
import { addTo, resourceOption } from "./options/resource-option.ts";

interface SetOptions extends ProfileFields {
  readonly default?: true;
}
interface Json {
  readonly json?: true;
}

export function profileCommand(start: Start): Command {
  const withJson = (command: Command): Command => command.option("--json", "print a JSON object");
  const profile = withJson(new Command("profile"))
    .description("name a server, a person and what to ask for; show which is in use here, and why")
    .addHelpText("after", AFTER_HELP)
    .action((options: Json) => start(options.json === true, list));
  profile
    .addCommand(
      withJson(new Command("set"))
        .description("make a profile, or change what is given; an empty text takes a field away")
        .argument("<name>")
        .option("--issuer <url>", "which server")
        .option("--user <name>", "for whom")
        .option("--client-id <id>", "the program that asks")
        .option("--scope <scopes>", "what tokens are for, separated by spaces")
        .addOption(resourceOption("where they are for; may be given several times").argParser(addTo))
        .option("--authorization-details <json>", "exactly what they are for (RFC 9396)")
        .option("--browser <command>", 'which browser opens, such as "firefox -P work"')
        .option("--default", "use it where nothing says another")
        .action((name: string, _: unknown, command: Command) =>
          startSub(start, command, (world) => set(world, name, command.opts<SetOptions>())),
        ),
    )
    .addCommand(
      withJson(new Command("use"))
        .description("use this profile where nothing says another")
        .argument("<name>")
        .action((name: string, _: unknown, command: Command) => startSub(start, command, (world) => use(world, name))),
    )
    .addCommand(
      withJson(new Command("remove"))
        .description("forget a profile; what is enrolled stays enrolled")
        .argument("<name>")
        .action((name: string, _: unknown, command: Command) =>
          startSub(start, command, (world) => remove(world, name)),
        ),
    );
  return profile;
}

const AFTER_HELP = `
  nearside profile set work --issuer login.example.com --user alice --scope "deploy" --default
  NEARSIDE_PROFILE=work nearside login
  nearside login --profile work --scope "deploy logs"

What says which profile counts, highest first: --profile (and --issuer, --user for one field of it), NEARSIDE_PROFILE, the
.nearside.json of the folder you are in or of one above it, the default profile, the only enrolment there is.
Such a file holds no secrets and is made to be committed; it can only choose among what is enrolled here:

  { "issuer": "https://login.example.com", "scope": "deploy", "resource": ["https://api.example.com"] }`;

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
    terminal.say(
      "There are no profiles yet. Make one: nearside profile set <name> --issuer <url> --user <name> --default",
    );
    terminal.say("With one enrolment only, none is needed.", "dim");
  }
  if (choice === undefined) throw broken;
  terminal.say(whyInUse(choice), "dim");
}

const notesOf = (
  { name, managed }: KnownProfile,
  usual: string | null,
  choice: Choice | undefined,
): readonly string[] => [
  ...(name === choice?.profile?.name ? ["in use here"] : []),
  ...(name === usual ? ["your default"] : []),
  ...(managed ? ["set by your organisation"] : []),
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
  const what = profile === null ? "No profile is in use here" : `${profile.name} is in use here`;
  if (because === "environment") return `${what}: NEARSIDE_PROFILE says so.`;
  if (folder !== null) return `${what}: .nearside.json in ${folder.shownFolder} chooses.`;
  return because === "default" ? `${what}: it is your default.` : `${what}.`;
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
  terminal.say(`${name} is ${before === undefined ? "made" : "changed"}:`, "good");
  for (const line of describeProfile(made)) terminal.say(`    ${line}`);
  const isEnrolled = await demandMachine(place, made).then(
    () => true,
    () => false,
  );
  if (!isEnrolled) terminal.say(`This machine is not enrolled for that yet: nearside enroll ${made.issuer}`);
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
  world.terminal.say(`${name} is used where nothing says another.`, "good");
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
  world.terminal.say(`${name} is forgotten. What is enrolled stays enrolled.`, "good");
}

/** @throws Problem `managed` */
async function demandOwn({ managed }: World, name: string): Promise<void> {
  const { profiles } = await managed();
  if (profiles?.some((profile) => profile.name === name) === true)
    throw new Problem("managed", `${name} is a profile that is set by your organisation.`);
}

/** @throws Problem `profile_unusable` */
async function demandKnown(world: World, place: KeyPlace & LockPlace, name: string): Promise<KnownProfile> {
  const { profiles } = await allProfiles(world, place);
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined)
    throw new Problem("profile_unusable", "There is none of that name. `nearside profile` lists them.");
  return profile;
}
