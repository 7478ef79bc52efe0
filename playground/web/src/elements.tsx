// The elements one clicks: buttons, menus, pickers; each knows its block_id and action_id and speaks Slack's shapes.
import { useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTrap } from "./dialog";
import { Bin, Thumb } from "./icons";
import { Choice } from "./inputs";
import { plain, Txt } from "./text";
import { openOutside, safeLink } from "./safe";
import { SafePicture } from "./pictures";
import { useSurface } from "./surface";
import type { Confirm, Element, ElementState, Option } from "./types";

export function ConfirmBox({ of, onYes, onNo }: { of: Confirm; onYes: () => void; onNo: () => void }) {
  const box = useTrap("confirm", onNo);
  const title = useId();
  return createPortal(
    <div className="veil veil-confirm">
      <div ref={box} className="confirm" role="alertdialog" aria-modal="true" aria-labelledby={title} tabIndex={-1} data-testid="confirm">
        <h2 id={title}><Txt of={of.title} /></h2>
        <p><Txt of={of.text} /></p>
        <div className="confirm-buttons">
          <button type="button" className="btn" onClick={onNo}>{plain(of.deny)}</button>
          <button type="button" data-autofocus className={of.style === "danger" ? "btn btn-danger" : "btn btn-primary"} onClick={onYes}>
            {plain(of.confirm)}
          </button>
        </div>
      </div>
    </div>,
    document.body,
  );
}

/** Runs an act at once, or after the element's own confirmation. */
export function useConfirm(confirm: Confirm | undefined) {
  const surface = useSurface();
  const [pending, setPending] = useState<(() => void) | null>(null);
  const ask = (act: () => void) => (confirm ? setPending(() => act) : act());
  const full = confirm && { ...confirm, confirm: confirm.confirm ?? surface.say("submit"), deny: confirm.deny ?? surface.say("cancel") };
  const box = pending && full && (
    <ConfirmBox
      of={full as Confirm}
      onNo={() => setPending(null)}
      onYes={() => {
        setPending(null);
        pending();
      }}
    />
  );
  return { ask, box };
}

type Props = { element: Element; block_id: string };

export function Button({ element, block_id }: Props) {
  const { act } = useSurface();
  const { ask, box } = useConfirm(element.confirm);
  const url = element.url ?? element.workflow?.trigger?.url;
  const action_id = element.action_id ?? "button";
  const press = () =>
    ask(() => {
      if (url) openOutside(url);
      act({ type: element.type, block_id, action_id, ...(element.value !== undefined ? { value: element.value } : {}) });
    });
  const style = element.style === "primary" ? "btn btn-primary" : element.style === "danger" ? "btn btn-danger" : "btn";
  const shown = <Txt of={element.text} />;
  const common = { className: style, "aria-label": element.accessibility_label as string | undefined, "data-action-id": action_id, "data-block-id": block_id };
  return (
    <>
      <button type="button" {...common} onClick={press} title={url ? (safeLink(url) ?? undefined) : undefined}>
        {shown}
        {url && <span className="btn-out" aria-hidden="true">↗</span>}
      </button>
      {box}
    </>
  );
}

export function Overflow({ element, block_id }: Props) {
  const { act, say } = useSurface();
  const { ask, box } = useConfirm(element.confirm);
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const away = (event: Event) => {
      if (!root.current?.contains(event.target as globalThis.Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const move = (event: React.KeyboardEvent) => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      setOpen(false);
      root.current?.querySelector<HTMLElement>("button")?.focus();
    }
  };
  const choose = (option: Option) => {
    setOpen(false);
    ask(() => {
      if (option.url) openOutside(option.url);
      act({ type: "overflow", block_id, action_id: element.action_id ?? "overflow", selected_option: option });
    });
  };
  return (
    <span className="overflow" ref={root} onKeyDown={open ? move : undefined}>
      <button type="button" className="btn btn-icon" aria-haspopup="menu" aria-expanded={open} aria-label={say("more")}
        data-action-id={element.action_id} data-block-id={block_id} onClick={() => setOpen(!open)}>⋯</button>
      {open && (
        <span className="menu" role="menu">
          {((element.options ?? []) as Option[]).map((option, index) => (
            <button key={index} type="button" role="menuitem" className="menu-item" onClick={() => choose(option)}>
              <Txt of={option.text} />
              {option.description && <small><Txt of={option.description} /></small>}
            </button>
          ))}
        </span>
      )}
      {box}
    </span>
  );
}

function FeedbackButtons({ element, block_id }: Props) {
  const { act } = useSurface();
  return (
    <span className="row-buttons">
      {(["positive_button", "negative_button"] as const).map((which) => {
        const button = element[which];
        if (!button) return null;
        return (
          <button key={which} type="button" className="btn" aria-label={button.accessibility_label} data-action-id={element.action_id} data-block-id={block_id}
            onClick={() => act({ type: "feedback_buttons", block_id, action_id: element.action_id ?? "feedback", value: button.value })}>
            <Thumb down={which === "negative_button"} />{plain(button.text)}
          </button>
        );
      })}
    </span>
  );
}

function IconButton({ element, block_id }: Props) {
  const { act } = useSurface();
  const { ask, box } = useConfirm(element.confirm);
  return (
    <>
      <button type="button" className="btn" title={plain(element.text)} aria-label={element.accessibility_label ?? plain(element.text)}
        data-action-id={element.action_id} data-block-id={block_id}
        onClick={() => ask(() => act({ type: "icon_button", block_id, action_id: element.action_id ?? "icon", value: element.value }))}>
        {element.icon === "trash" ? <Bin /> : <span aria-hidden="true">●</span>}{plain(element.text)}
      </button>
      {box}
    </>
  );
}

/** A menu or picker outside of an input block: each change is an action. */
function Picker({ element, block_id }: Props) {
  const surface = useSurface();
  const { ask, box } = useConfirm(element.confirm);
  const action_id = element.action_id ?? element.type;
  const change = (state: ElementState, settled: boolean) =>
    settled
      ? ask(() => {
          surface.hold(block_id, action_id, state);
          surface.act({ ...state, block_id, action_id });
        })
      : surface.hold(block_id, action_id, state);
  const label = plain(element.placeholder) || surface.say("choose");
  return (
    <span className="picker">
      <Choice element={element} block_id={block_id} label={label} onChange={change} />
      {box}
    </span>
  );
}

/** Any element that may stand in a section, an actions block, a card or a context_actions block. */
export function ElementOf({ element, block_id }: Props) {
  switch (element.type) {
    case "button":
    case "workflow_button":
      return <Button element={element} block_id={block_id} />;
    case "overflow":
      return <Overflow element={element} block_id={block_id} />;
    case "feedback_buttons":
      return <FeedbackButtons element={element} block_id={block_id} />;
    case "icon_button":
      return <IconButton element={element} block_id={block_id} />;
    case "image":
      return <SafePicture of={element} className="thumb" />;
    default:
      return <Picker element={element} block_id={block_id} />;
  }
}
