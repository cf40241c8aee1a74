import { forgetCredential } from "../credentials/change-credential.ts";
import { openCredentials } from "../credentials/credential.ts";
import { demandMachine } from "../keys/enrolled-machine.ts";
import { createMachineWorld } from "../machine-world.ts";
import { readIssuer } from "../server/issuer.ts";
import { nearsideErrorOf } from "./error-of.ts";
import type { Nearside } from "./nearside.ts";
import { obtainLogin } from "./obtain-login.ts";
import { openSession } from "./open-session.ts";
import { type Ground, operate, type SdkOutside, stopOf } from "./operation.ts";
import type { NearsideOptions } from "./options.ts";
import { readClientId, readNeeded } from "./read-asked.ts";
import { untilStopped } from "./until-stopped.ts";

/** @throws NearsideError */
export async function openNearside(options: NearsideOptions, outside: SdkOutside): Promise<Nearside> {
  const ground = await findGround(options, outside);
  const { issuer, user, clientId, alone } = ground;
  return {
    issuer,
    user,
    clientId,
    signIn: async (how = {}) => {
      const { needed, credential } = await operate(ground, how, (operation) =>
        alone(async () => {
          operation.world.stop.throwIfAborted();
          const wanted = readNeeded(clientId, how);
          const obtained = await obtainLogin(operation, wanted, { interactive: how.interactive !== false });
          return { needed: wanted, credential: obtained };
        }),
      );
      return openSession(ground, needed, how, credential);
    },
    signOut: (how = {}) =>
      operate(ground, how, async ({ place, machine, world }) => {
        const mine = (await openCredentials(place, machine)).filter(({ client_id }) => client_id === clientId);
        for (const credential of mine) await forgetCredential(place, credential, world);
        return mine.length > 0;
      }),
  };
}

async function findGround(options: NearsideOptions, outside: SdkOutside): Promise<Ground> {
  const stop = stopOf(options);
  let issuer: string | undefined;
  try {
    return await untilStopped(stop, async () => {
      const clientId = readClientId(options);
      issuer = options.issuer === undefined ? undefined : readIssuer(options.issuer);
      const place = await createMachineWorld(outside, stop).place();
      const { issuer: found, user } = await demandMachine(place, { issuer, user: options.user });
      return { outside, place, how: options, clientId, issuer: found, user, alone: oneAtATime() };
    });
  } catch (error) {
    throw nearsideErrorOf(error, stop, issuer);
  }
}

function oneAtATime(): Ground["alone"] {
  let before: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = before.then(task);
    before = mine.catch(() => undefined);
    return mine;
  };
}
