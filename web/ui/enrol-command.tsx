import { GET_PAGE } from "@nearside/shared/api/parts.ts";
import { Command } from "./command.tsx";

/** The command that enrols this computer, and where the command line comes from. */
export function EnrolCommand({ issuer, options = "" }: { issuer: string; options?: string }) {
  return (
    <>
      <Command text={`nearside enroll ${options}${issuer}`} />
      <p>
        No <code>nearside</code> there yet? <a href={GET_PAGE}>Get it from this server</a>.
      </p>
    </>
  );
}
