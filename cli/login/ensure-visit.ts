import { remoteEnrolmentAnswerSchema } from "@nearside/shared/api/through-keeper.ts";
import { openKeeperChannel } from "../channel/ask-keeper.ts";
import { noKeeper } from "../channel/no-keeper.ts";
import { allMachines } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { ensurePrivateFolder } from "../keys/private-folder.ts";
import { removeEndedVisits, storeVisit } from "../keys/visit.ts";
import type { MachineWorld } from "../world/world.ts";

/**
 * If this account is enrolled nowhere and its person came by SSH, asks the keeper of her own machine for whom it would vouch, so
 * that a program here finds that as it finds an enrolment. Elsewhere it does nothing.
 *
 * @param issuer the server that is wanted; null leaves it to the person's machine
 * @throws Problem `keeper_unreached`, `keeper_refused`; KeyFileError
 */
export async function ensureVisit(
  world: Pick<MachineWorld, "forwardedAgent" | "place">,
  place: KeyPlace,
  issuer: string | null,
): Promise<void> {
  const { forwardedAgent } = world;
  if (forwardedAgent === undefined || place.folder === (await world.place()).folder) return;
  await ensurePrivateFolder(place);
  if ((await allMachines(place)).some((visit) => (issuer ?? visit.issuer) === visit.issuer)) return;
  await removeEndedVisits(place);
  const channel = await openKeeperChannel(forwardedAgent).catch(noKeeper);
  try {
    const found = await channel.ask({ remote: "enrolment", issuer }, remoteEnrolmentAnswerSchema).catch(noKeeper);
    await storeVisit(place, { ...found, channel: forwardedAgent });
  } finally {
    channel.close();
  }
}
