import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The sandbox listens somewhere else in each run: the test puts its address into the page's URL,
// which the web client rewrites soon after.
const query = new URLSearchParams(window.location.search);

const type = (field, value) => ({
    trigger: `.o_field_widget[name=${field}] input`,
    run: `edit ${value}`,
});
const choose = (field, value, within = "") => [
    { trigger: `${within} .o_field_widget[name=${field}] input`, run: `edit ${value}` },
    { trigger: `.ui-menu-item > a:contains(${value})`, run: "click" },
];
const press = (name, within = "") => ({
    trigger: `${within} button[name=${name}]:visible`,
    run: "click",
});
const connected = { trigger: ".o_arrow_button_current:contains(/^Connected$/)" };

tours.add("mycashflow_ogoship_connect_merchant", {
    steps: () => [
        type("name", "OGOship"),
        type("merchant_code", "12345"),
        type("secret_token", "wrong-token"),
        type("client_id", "123456"),
        type("client_secret", "abcdef"),
        type("api_url", query.get("warehouse")),
        type("auth_url", query.get("warehouse")),
        ...choose("warehouse_id", "OGOship Vantaa"),
        press("action_test_connection"),
        { trigger: ".alert-danger:contains(the secret token)" },
        type("secret_token", "sandbox-token"),
        press("action_test_connection"),
        connected,
    ],
});

tours.add("mycashflow_ogoship_connect_store", {
    steps: () => [
        type("name", "Tunturipuoti"),
        type("store_name", "tunturipuoti"),
        type("api_user", "odoo@tunturipuoti.example"),
        type("api_key", "wrong-key"),
        type("api_url", query.get("shop")),
        ...choose("warehouse_id", "OGOship Vantaa"),
        press("action_test_connection"),
        { trigger: ".alert-danger:contains(the API key)" },
        type("api_key", "sandbox-key"),
        press("action_test_connection"),
        connected,
        { trigger: ".o_data_row:contains(Pikakuriiri Helsinki)" },
    ],
});

tours.add("mycashflow_ogoship_mend_held_order", {
    steps: () => [
        {
            trigger: ".o_data_cell[name=message]:contains(No shipping rule)",
            run: "click",
        },
        { trigger: ".alert-warning:contains(Pikakuriiri Helsinki)" },
        press("action_create_rule"),
        ...choose("carrier_id", "Posti home", ".modal"),
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});

tours.add("mycashflow_ogoship_follow_order", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell[name=customer_name]", run: "click" },
        press("action_open_sale_order"),
        { trigger: ".o_field_widget[name=order_line] .o_data_row" },
        press("action_open_ogoship_orders"),
        press("action_open_delivery"),
        { trigger: ".o_field_widget[name=move_ids] .o_data_row" },
    ],
});
