import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A line at a desk, a card on a phone.
const open = (words, column) => [
    {
        isActive: ["desktop"],
        trigger: `.o_data_row:contains(${words}) td[name=${column}]`,
        run: "click",
    },
    { isActive: ["mobile"], trigger: `.o_kanban_record:contains(${words})`, run: "click" },
];
// On a phone all but the first button are behind a button with three dots.
const press = (name) => [
    {
        isActive: ["mobile"],
        trigger: ".o_statusbar_buttons",
        run: ({ queryFirst, click }) =>
            queryFirst(`.o_statusbar_buttons button[name=${name}]`)
                ? undefined
                : click(".o_statusbar_buttons button[title=More]"),
    },
    { trigger: `button[name=${name}]:visible:enabled`, run: "click" },
];
const state = (label) => ({ trigger: `.o_statusbar_status button:visible:contains(${label})` });

tours.add("mycashflow_ogoship_cancel_order", {
    steps: () => [
        ...open("Aino Korhonen", "reference"),
        state("At OGOship"),
        ...press("action_cancel"),
        { trigger: ".modal:contains(as soon as OGOship has confirmed) .btn-primary", run: "click" },
        state("Cancelling"),
    ],
});

tours.add("mycashflow_ogoship_announce_receipt", {
    steps: () => [
        ...open("Example Textiles", "partner_id"),
        ...press("action_ogoship_announce"),
        { isActive: ["mobile"], trigger: ".o_button_more", run: "click" },
        { trigger: "button[name=action_open_ogoship_stock_update]:visible", run: "click" },
        state("To announce"),
    ],
});

const cards = ".o_stock_kanban";
const waits = [
    {
        isActive: ["desktop"],
        trigger: `body:not(:has(${cards})) .o_data_row:contains(No shipping rule)`,
    },
    {
        isActive: ["mobile"],
        trigger: `body:not(:has(${cards})) .o_kanban_record:contains(No shipping rule)`,
    },
];

tours.add("mycashflow_ogoship_read_dashboard", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(Tunturipuoti) button:contains(Not shipped: 1)",
            run: "click",
        },
        ...waits,
        { trigger: ".o_back_button, .breadcrumb-item:first a", run: "click" },
        {
            trigger: `${cards} .o_kanban_record:contains(Tunturipuoti) a:contains(No shipping)`,
            run: "click",
        },
        ...waits,
    ],
});

const type = (words) => async ({ press }) => {
    for (const letter of words) {
        await press(letter);
    }
};

// No step clicks.
tours.add("mycashflow_ogoship_keyboard", {
    steps: () => [
        { trigger: ".o_data_row:contains(No shipping rule)" },
        { trigger: ".o_searchview_input:focus", run: "press ArrowDown" },
        { trigger: ".o_list_table thead :focus", run: "press ArrowDown" },
        { trigger: ".o_data_row:focus-within", run: "press Enter" },
        { trigger: "button[name=action_create_rule]", run: "press alt+q" },
        {
            trigger: ".modal .o_field_widget[name=carrier_id] input",
            run: async ({ anchor, press }) => {
                for (let i = 0; i < 20 && document.activeElement !== anchor; i++) {
                    await press("Tab");
                }
            },
        },
        { trigger: ".modal [name=carrier_id] input:focus", run: type("Posti home") },
        { trigger: ".ui-menu-item > a.ui-state-active:contains(Posti home)", run: "press Enter" },
        { trigger: ".modal .o_form_button_save", run: "press alt+s" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
