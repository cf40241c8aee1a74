import { GET_PAGE } from "@nearside/shared/api/get-page.ts";
import { setUpTexts } from "../texts/set-up.tsx";
import { Step, Steps } from "./steps.tsx";
import { ToolbarPicture } from "./toolbar-picture.tsx";

const { add, pin, click } = setUpTexts.install;

/** Says how the extension comes into the browser and its icon into sight. @param last what happens after the click on it */
export function InstallSteps({ last }: { last: string }) {
  return (
    <Steps>
      <Step title={add.title}>
        <p>{add.text({ href: GET_PAGE })}</p>
      </Step>
      <Step title={pin.title}>
        <p>{pin.text}</p>
        <ToolbarPicture show="pin" />
      </Step>
      <Step title={click.title}>
        <p>{last}</p>
      </Step>
    </Steps>
  );
}
