import { registry } from "@web/core/registry";

// The test puts into the page's URL which screens there are, for the menu is the server's:
// [{action, name, views: ["list", "form", ...], record, dialog}, ...]
const screens = JSON.parse(new URLSearchParams(window.location.search).get("screens") || "[]");

const problems = [];
const service = () => odoo.__WOWL_DEBUG__.root.env.services.action;
const isPhone = () => odoo.__WOWL_DEBUG__.root.env.isSmall;
const shown = (view, dialog) =>
    `${dialog ? ".modal" : ".o_action_manager"} .o_${view}_view ` +
    `:is(.o_${view}_renderer, .o_${view}, .o_view_nocontent)`;
// On a phone Odoo opens the cards first, where there are some.
const open = async ({ action, views, record }, view) => {
    if (view === views[0]) {
        await service().doAction(action, { clearBreadcrumbs: true });
    }
    if (view !== views[0] || (isPhone() && views.length > 1)) {
        await service().switchView(view, view === "form" ? { resId: record } : {});
    }
};
const check = (what) => {
    const page = document.documentElement;
    if (page.scrollWidth > window.innerWidth) {
        problems.push(`${what} is ${page.scrollWidth} wide on ${window.innerWidth}`);
    }
    if (document.querySelector(".o_error_dialog, .o_notification_bar.bg-danger")) {
        problems.push(`${what} shows an error`);
    }
    const content = document.querySelector(".o_kanban_view .o_content, .o_form_view .o_content");
    if (content && content.scrollWidth > content.clientWidth) {
        problems.push(`${what} scrolls sideways, ${content.scrollWidth - content.clientWidth}`);
    }
    const keys = [...document.querySelectorAll(".o_form_statusbar button[data-hotkey]")].map(
        (button) => button.dataset.hotkey
    );
    if (keys.length !== new Set(keys).size) {
        problems.push(`${what} has two buttons with one key: ${keys}`);
    }
};
const look = (screen, view) => {
    const what = `${screen.name}, ${view}`;
    return [
        { content: `${what}: open`, trigger: "body", run: () => open(screen, view) },
        {
            content: `${what}: is there`,
            trigger: shown(view, screen.dialog),
            run: () => check(what),
        },
    ];
};
const close = {
    trigger: "body",
    run: () => service().doAction({ type: "ir.actions.act_window_close" }),
};

registry.category("web_tour.tours").add("mycashflow_ogoship_every_screen", {
    steps: () => [
        ...screens.flatMap((screen) => [
            ...screen.views.flatMap((view) => look(screen, view)),
            close,
        ]),
        {
            trigger: "body",
            run: () => {
                if (problems.length) {
                    throw new Error(problems.join("; "));
                }
            },
        },
    ],
});
