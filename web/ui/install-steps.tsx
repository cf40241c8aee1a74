import { GET_PAGE } from "@nearside/shared/api/parts.ts";
import type { ReactNode } from "react";
import { Step, Steps } from "./steps.tsx";
import { ToolbarPicture } from "./toolbar-picture.tsx";

/** Says how the extension comes into the browser and its icon into sight. */
export function InstallSteps({ last, children }: { last: string; children: ReactNode }) {
  return (
    <Steps>
      <Step title="Add the extension">
        <p>
          Many organisations install it for you. If yours did not: <a href={GET_PAGE}>get it from this server</a>.
        </p>
      </Step>
      <Step title="Bring its icon into sight">
        <p>Click the puzzle piece beside the address, then the pin beside Nearside.</p>
        <ToolbarPicture show="pin" />
      </Step>
      <Step title={last}>{children}</Step>
    </Steps>
  );
}
