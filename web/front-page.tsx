import { GET_PAGE } from "@nearside/shared/api/parts.ts";
import { Command } from "./ui/command.tsx";
import { Frame } from "./ui/frame.tsx";
import { Scene } from "./ui/scene.tsx";
import { Sheet } from "./ui/sheet.tsx";
import { Step, Steps } from "./ui/steps.tsx";

/** Says what this server is, and the next two steps: what to install, and `nearside enroll`. */
export function FrontPage({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab="Welcome"
        title="Logins of command lines, approved where they start"
        picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
        lead="A command line asks this server for a login. You approve it with a passkey, in a browser on the same computer, and nowhere else."
      >
        <Steps>
          <Step title="Get the command line and the extension">
            <p>
              <a href={GET_PAGE}>This server hands them out</a>, with the commands for this computer.
            </p>
          </Step>
          <Step title="Enrol this computer">
            <p>With a ticket from your administrator, in a terminal on this computer:</p>
            <Command text={`nearside enroll ${issuer}`} />
            <p>It opens a page in this browser that leads you through the rest.</p>
          </Step>
        </Steps>
        <p className="small-print">
          In an enrolled browser: <a href="/account">your account</a> · <a href="/console">the console</a>
        </p>
      </Sheet>
    </Frame>
  );
}

export function NowherePage({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab="No such page"
        title="There is nothing at this address"
        picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="browser" />}
        lead="If the link came from your terminal, it may be cut off: open the whole of it. Nothing was approved."
      >
        <p className="small-print">
          <a href="/">What this server is</a>
        </p>
      </Sheet>
    </Frame>
  );
}
