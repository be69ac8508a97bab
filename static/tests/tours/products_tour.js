import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const press = (name) => ({ trigger: `button[name=${name}]:visible:enabled`, run: "click" });
const refresh = [
    { trigger: ".o_view_nocontent:contains(Refresh)" },
    press("action_sync_refresh"),
    { trigger: ".o_notification:contains(to link)" },
    { trigger: ".o_mycashflow_product_list .o_data_row" },
];
const selectAll = { trigger: "thead .o_list_record_selector input", run: "click" };
const counted = (label, count) => ({
    trigger: `.oe_stat_button:contains(${label}):contains(${count})`,
});

tours.add("mycashflow_ogoship_sync_products", {
    steps: () => [
        ...refresh,
        {
            trigger: ".o_search_panel_filter_value:contains(/^New/) input",
            run: "click",
        },
        { trigger: ".o_list_table:not(:contains(Lahjapaketti)):contains(KASSI-1)" },
        { trigger: ".o_pager_limit:contains(/^11$/)" },
        selectAll,
        { trigger: ".o_selection_box:contains(11)" },
        press("action_sync_create"),
        { trigger: ".alert-info:contains(Nothing is written yet)" },
        counted("To create in Odoo", 3),
        counted("To link", 8),
        counted("To create at OGOship", 3),
        press("action_apply"),
        { trigger: ".alert-success:contains(Done)" },
        counted("Created in Odoo", 3),
        counted("Linked", 8),
        counted("For OGOship", 3),
        press("action_open_create"),
        { trigger: ".o_breadcrumb .active:contains(Create product)" },
        { trigger: ".o_data_row:contains(KASSI-1)" },
        { trigger: ".o_data_row:contains(PAITA-S)" },
    ],
});

tours.add("mycashflow_ogoship_link_products", {
    steps: () => [
        ...refresh,
        selectAll,
        press("action_sync_create"),
        { trigger: ".modal:contains(You can link)" },
        { trigger: ".modal .btn-primary", run: "click" },
        press("action_sync_link"),
        counted("To link", 8),
        press("action_apply"),
        counted("Linked", 8),
        press("action_open_list"),
        { trigger: ".o_mycashflow_product_list .o_data_row:contains(Linked)" },
    ],
});
