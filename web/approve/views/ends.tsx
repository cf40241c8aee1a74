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
