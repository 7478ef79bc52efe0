// The stack of modals: the topmost is shown, the values of all are kept as long as they are open.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { api } from "./api";
import { Blocks } from "./blocks";
import { useTrap } from "./dialog";
import { plain } from "./text";
import { collect, refusal, statefulElements } from "./state";
import { SurfaceContext, type Surface } from "./surface";
import type { Action, ElementState, StateValues, View } from "./types";

type Base = Omit<Surface, "act" | "held" | "hold" | "busy">;
type Props = { me: string; stack: View[]; base: Base; refresh: () => Promise<void>; toast: (sentence: string) => void };

export function Modals({ me, stack, base, refresh, toast }: Props) {
  const [values, setValues] = useState<Record<string, StateValues>>({});
  const [errors, setErrors] = useState<Record<string, Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [banner, setBanner] = useState<{ view: string; text: string } | null>(null);
  // Acts read the newest values, not those of the drawing they were created in.
  const newest = useRef(values);
  newest.current = values;
  const top = stack[stack.length - 1];
  const ids = stack.map((view) => view.id).join(" ");

  useEffect(() => {
    const open = new Set(ids.split(" "));
    const keep = <T,>(record: Record<string, T>) => Object.fromEntries(Object.entries(record).filter(([id]) => open.has(id)));
    setValues(keep);
    setErrors(keep);
    setBanner((shown) => (shown && open.has(shown.view) ? shown : null));
  }, [ids]);

  if (!top) return null;
  const { say } = base;

  const hold = (block_id: string, action_id: string, state: ElementState) => {
    const held = newest.current[top.id] ?? {};
    newest.current = { ...newest.current, [top.id]: { ...held, [block_id]: { ...held[block_id], [action_id]: state } } };
    setValues(newest.current);
    setErrors((all) => {
      const { [block_id]: _, ...rest } = all[top.id] ?? {};
      return { ...all, [top.id]: rest };
    });
  };
  const act = (action: Action) => {
    const state = collect(top.blocks, newest.current[top.id] ?? {}, base.current);
    void api.act(me, { type: "view", view_id: top.id }, action, state).then((answer) => {
      if (!answer.ok) toast(answer.error || say("network"));
    });
  };
  const close = () => {
    if (busy) return;
    void api.close(me, top.id).then(async (answer) => {
      if (!answer.ok) toast(answer.error || say("network"));
      await refresh();
    });
  };
  const submit = async () => {
    if (busy) return;
    const state = collect(top.blocks, newest.current[top.id] ?? {}, base.current);
    const wrong: Record<string, string> = {};
    for (const { block, block_id, element } of statefulElements(top.blocks)) {
      if (block.type !== "input") continue;
      const reason = refusal(block, state[block_id]?.[element.action_id ?? element.type] ?? { type: element.type }, say);
      if (reason) wrong[block_id] = reason;
    }
    setErrors((all) => ({ ...all, [top.id]: wrong }));
    if (Object.keys(wrong).length > 0) return focusOn(Object.keys(wrong)[0]!);
    setBusy(true);
    setBanner(null);
    let wanted: string | undefined;
    const answer = await api.submit(me, top.id, state);
    if (!answer.ok) setBanner({ view: top.id, text: answer.error || say("network") });
    else if (answer.result === "timeout") setBanner({ view: top.id, text: answer.message ?? say("timeout") });
    else if (answer.result === "errors") {
      const given = answer.errors ?? {};
      setErrors((all) => ({ ...all, [top.id]: given }));
      wanted = Object.keys(given)[0];
    }
    await refresh();
    setBusy(false);
    // Once the fields can be typed in again: until then none of them takes the focus.
    if (wanted) focusOn(wanted);
  };

  return (
    <Dialog
      view={top}
      depth={stack.length}
      errors={{ ...top.state_errors, ...errors[top.id] }}
      touched={values[top.id] !== undefined}
      banner={banner?.view === top.id ? banner.text : null}
      surface={{ ...base, act, hold, busy, held: (block_id, action_id) => values[top.id]?.[block_id]?.[action_id] }}
      onClose={close}
      onSubmit={() => void submit()}
    />
  );
}

function focusOn(block_id: string): void {
  // After the errors are drawn, so that the reader hears them with the field.
  window.setTimeout(() => {
    document.querySelector<HTMLElement>(`[role="dialog"] .input[data-block-id="${CSS.escape(block_id)}"]`)?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, 30);
}

type DialogProps = {
  view: View;
  depth: number;
  errors: Record<string, string>;
  touched: boolean;
  banner: string | null;
  surface: Surface;
  onClose: () => void;
  onSubmit: () => void;
};

function Dialog({ view, depth, errors, touched, banner, surface, onClose, onSubmit }: DialogProps) {
  const { say, busy } = surface;
  const box = useTrap(view.id, onClose);
  const title = useId();
  const hasInput = useMemo(() => view.blocks.some((block) => block.type === "input"), [view.blocks]);
  const submit = view.submit ? plain(view.submit) : hasInput ? say("submit") : null;
  return (
    <div className="veil" onMouseDown={(event) => event.target === event.currentTarget && !hasInput && onClose()}>
      <div ref={box} className="modal" role="dialog" aria-modal="true" aria-labelledby={title} aria-busy={busy} tabIndex={-1}
        data-testid="modal" data-view-id={view.id} data-depth={depth}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (submit) onSubmit();
          }}
        >
          <header className="modal-head">
            <h2 id={title} dir="auto">{plain(view.title)}</h2>
            <button type="button" className="btn-plain modal-x" aria-label={say("close")} disabled={busy} onClick={onClose}>✕</button>
          </header>
          <div className="modal-body" key={view.id}>
            {banner && <p className="banner" role="alert" data-testid="modal-banner">⚠ {banner}</p>}
            <SurfaceContext.Provider value={surface}>
              <Blocks blocks={view.blocks} errors={errors} />
            </SurfaceContext.Provider>
          </div>
          <footer className="modal-foot">
            <button type="button" className="btn" data-testid="modal-close" disabled={busy} onClick={onClose}>{view.close ? plain(view.close) : say("close")}</button>
            {submit && (
              <button type="submit" className="btn btn-primary" data-testid="modal-submit" disabled={busy || (view.submit_disabled === true && !touched)}>{busy ? say("sending") : submit}</button>
            )}
          </footer>
        </form>
      </div>
    </div>
  );
}
