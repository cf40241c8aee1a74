import type { ReactNode } from "react";
import type { Clock } from "../../clock.ts";
import { PAGES } from "../../console/pages.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import { SampleConsole } from "./sample-console.tsx";

const ID = "us_AAAAAAAAAAAAAAAAAAAAAA";

/** Shows every page to the owner while the server fails: its forms as they are, and why the rest could not be read. */
export const pageSamples = (clock: Clock): Record<string, ReactNode> =>
  Object.fromEntries(
    PAGES.map(({ path }) => [
      path.slice(1),
      <SampleConsole
        key={path}
        clock={clock}
        path={path.replaceAll(/:\w+/g, ID)}
        otherwise={new ConsoleProblem("server_failed")}
      />,
    ]),
  );
