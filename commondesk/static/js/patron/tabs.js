/* Tabs of one talk tell each other what came and that it is over; each draws only what it lacks.

     const tabs = tellTabs(code, {events: (events) => {}, gone: () => {}});
     tabs.post({events});  tabs.gone(); */

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
