import { registry } from "@web/core/registry";

import { isDone, press, step } from "./setup_steps";

// Where the remotes are: the test puts it into the page's URL.
const query = new URLSearchParams(window.location.search);
const shop = query.get("shop");
const warehouse = query.get("warehouse");

const service = () => odoo.__WOWL_DEBUG__.root.env.services.action;
const click = (trigger) => ({ trigger, run: "click" });
const fill = (values, root = ".o_form_view") =>
    Object.entries(values).map(([field, value]) => ({
        trigger: `${root} .o_field_widget[name=${field}] input`,
        run: `edit ${value}`,
    }));
const backToSetup = {
    trigger: "body",
    run: () =>
        service().doAction("mycashflow_ogoship.mycashflow_ogoship_setup_action", {
            clearBreadcrumbs: true,
        }),
};
const selectAll = click("thead .o_list_record_selector input");

// From an installed module to the first order that was fetched, in the order of the steps.
registry.category("web_tour.tours").add("mycashflow_ogoship_set_up_from_nothing", {
    steps: () => [
        press("Connect the store", "action_open"),
        ...fill({
            name: "Tunturipuoti",
            store_name: "tunturipuoti",
            api_user: "odoo@tunturipuoti.example",
            api_key: "sandbox-key",
            api_url: shop,
        }),
        click("button[name=action_test_connection]"),
        { trigger: "button[name=action_sync]" },
        backToSetup,
        isDone("Connect the store"),

        press("Connect the warehouse", "action_open"),
        ...fill({
            name: "OGOship Vantaa",
            merchant_code: "12345",
            secret_token: "sandbox-token",
            client_id: "123456",
            client_secret: "abcdef",
            api_url: warehouse,
            auth_url: warehouse,
        }),
        click("button[name=action_create_warehouse]"),
        { trigger: ".o_field_widget[name=warehouse_id] input:value(OGOship Vantaa)" },
        click("button[name=action_test_connection]"),
        { trigger: "button[name=action_sync]" },
        backToSetup,
        press("Connect the warehouse", "action_do"),
        isDone("Connect the warehouse"),
        press("direct link", "action_do"),
        isDone("direct link"),

        press("Fetch and link", "action_do"),
        { trigger: `${step("Fetch and link")}:contains(are not linked)` },
        press("Fetch and link", "action_open"),
        selectAll,
        click("button[name=action_sync_create]"),
        click("button[name=action_create_taxes]"),
        click("button[name=action_apply]"),
        { trigger: ".alert-success:contains(created in Odoo)" },
        backToSetup,
        isDone("Fetch and link"),
        isDone("Have a tax"),

        press("Map the shipping", "action_open"),
        click(".o_data_row:first button[name=action_create_rule]"),
        ...fill({ pattern: "*", carrier_id: "Posti" }, ".modal"),
        click(".o-autocomplete--dropdown-item:contains(Create) a:first"),
        ...fill({ ogoship_shipping_code: "posti-home" }, ".modal"),
        click(".modal .o_form_button_save"),
        { trigger: "body:not(:has(.modal))" },
        backToSetup,
        isDone("Map the shipping"),

        press("Compare the stock", "action_do"),
        { trigger: `${step("Compare the stock")}:contains(press Apply)` },
        press("Compare the stock", "action_open"),
        selectAll,
        click(".o_control_panel button[name=action_apply]"),
        click(".modal .btn-primary"),
        { trigger: "body:not(:has(.modal))" },
        backToSetup,
        isDone("Compare the stock"),

        press("Write stock", "action_do"),
        { trigger: ".breadcrumb:contains(Stock in the shop), .o_breadcrumb:contains(Stock in the shop)" },
        backToSetup,
        press("Write stock", "action_do"),
        isDone("Write stock"),
        press("Switch on latest", "action_do"),
        isDone("Switch on latest"),

        press("Ship the first", "action_open"),
        click(".modal button[name=action_fetch]"),
        { trigger: ".o_data_row" },
    ],
});
