import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { LockPlace } from "../keys/lock.ts";
import type { PrivatePlace } from "../keys/private-file.ts";
import type { Waiting } from "../waiting.ts";
import type { KnownProfile } from "./choice.ts";
import { changeProfiles, type Profiles } from "./profiles-file.ts";

interface InUse {
  readonly machine: Pick<EnrolledMachine, "issuer" | "user">;
  readonly profile: KnownProfile | null;
  readonly defaults: { readonly browser?: string | undefined };
}

/**
 * Remembers which browser opens: in the person's own profile that is in use, or else for the enrolment.
 *
 * @returns true if the browser is another one than before
 * @throws Problem, KeyFileError
 */
export async function rememberBrowser(
  place: PrivatePlace & LockPlace,
  waiting: Waiting,
  { machine, profile, defaults }: InUse,
  browser: string,
): Promise<boolean> {
  if (defaults.browser === browser) return false;
  const own = profile === null || profile.managed ? null : profile.name;
  await changeProfiles(place, waiting, (now) =>
    own === null ? ofEnrolment(now, machine, browser) : ofProfile(now, own, browser),
  );
  return true;
}

const ofProfile = (now: Profiles, name: string, browser: string): Profiles => ({
  ...now,
  profiles: now.profiles.map((profile) => (profile.name === name ? { ...profile, browser } : profile)),
});

function ofEnrolment(now: Profiles, { issuer, user }: InUse["machine"], browser: string): Profiles {
  const others = now.browsers.filter((one) => one.issuer !== issuer || one.user !== user.name);
  return { ...now, browsers: [...others, { issuer, user: user.name, browser }] };
}
