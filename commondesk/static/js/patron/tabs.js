/* Tabs of one talk tell each other what came and that it is over; each draws only what it lacks.

     const tabs = tellTabs(code, {events: (events) => {}, gone: () => {}});
     tabs.post({events});  tabs.gone();

   And one that is not seen says "(2) Your question" when somebody has written; `desk-said` tells whoever else counts.

     const count = countInTitle();  count(); */

export function tellTabs(code, { events, gone }) {
  if (!window.BroadcastChannel) return { post() {}, gone() {} };
  const channel = new BroadcastChannel(`commondesk:${code}`);
  channel.onmessage = ({ data }) => {
    if (data.events) events(data.events);
    if (data.gone) {
      channel.onmessage = null;
      gone();
    }
  };
  return {
    post: (message) => channel.postMessage(message),
    gone: () => { if (channel.onmessage) channel.postMessage({ gone: true }); },
  };
}

export function countInTitle() {
  const title = document.title;
  let unseen = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen = 0;
    document.title = title;
  });
  return () => {
    document.dispatchEvent(new Event("desk-said"));
    if (!document.hidden) return;
    unseen += 1;
    document.title = `(${unseen}) ${title}`;
  };
}
