import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { Named } from "../../ui/quoted.tsx";
import { ReceiptLine } from "../../ui/receipt-line.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function ApprovedView({ client, requestId }: { client: string; requestId: string }) {
  return (
    <Sheet
      tab="Approved"
      title="Approved. Go back to your terminal."
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead={
        <p>
          <strong>
            <Named text={client} />
          </strong>{" "}
          goes on there by itself. You can close this page.
        </p>
      }
    >
      <ReceiptLine name="This login, as your terminal names it" id={requestId} />
    </Sheet>
  );
}

export function ExpiredView() {
  return (
    <Sheet
      tab="Expired"
      title="This login has expired"
      picture={<Scene ground="shared" link="open" tone="wait" badge="clock" />}
      lead={`A login can be approved for ${spanInWords(REQUEST_SECONDS)}. Nothing was approved.`}
    >
      <p className="small-print">Start it again in your terminal. You can close this page.</p>
    </Sheet>
  );
}

export function StartedElsewhereView() {
  return (
    <Sheet
      tab="Started on another computer"
      title="This login was started on another computer"
      picture={<Scene ground="apart" link="open" tone="alert" badge="cross" />}
      lead={
        <p>
          So it <strong>cannot be approved here</strong>, and nothing was approved.
        </p>
      }
    >
      <div className="prose">
        <section className="notice notice-alert">
          <h2>Did somebody send you this link?</h2>
          <p>
            Then somebody may be trying to sign in with your name. They got nothing. Close this page; if they insist,
            tell your security team.
          </p>
        </section>
        <section>
          <h2>Did you start it yourself, on another computer?</h2>
          <p>
            Open the link in the browser of that computer. If you work on it from afar, by SSH for instance, log in on
            the computer where your browser runs.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
