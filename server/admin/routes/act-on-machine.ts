import { SERVER_SHELL } from "../../audit/actor.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { actOnMachine } from "../../revocation/act-on-machine.ts";
import type { ActOnMachine, ActOnMachineAnswer } from "../revocation-messages.ts";

/** An administrator sets a machine aside, lets it go on, revokes it, calls it lost or has it enrolled anew. */
export const actOnMachineRoute =
  (ground: Ground) =>
  async (c: Call, { action, id, note }: ActOnMachine): Promise<Response> => {
    const acted = await actOnMachine(ground, action, id, { by: SERVER_SHELL, note });
    return c.json(acted satisfies ActOnMachineAnswer);
  };
