"""Addresses of the seller's products, and of the search over everything."""

from django.urls import URLPattern, path

from rocket3pl.portal.products import apply, automatic, detail, imports, lists, low_stock, search, source

urlpatterns: list[URLPattern] = [
    path("products/", lists.products, name="products"),
    path("products/apply/", apply.apply, name="product_apply"),
    path("products/apply/block/", apply.block, name="product_block"),
    path("products/import/", imports.upload, name="product_import"),
    path("products/import/template/", imports.template, name="product_excel_template"),
    path("products/apply/fill/", source.fill, name="product_fill"),
    path("products/translate/", apply.translate, name="translate"),
    path("products/failed/", lists.failed, name="products_failed"),
    path("products/failed/automatic/", automatic.failed_lines, name="failed_lines"),
    path("products/failed/automatic/<str:public_id>/", automatic.correct, name="failed_line"),
    path("products/failed/automatic/<str:public_id>/retry/", automatic.retry, name="failed_line_retry"),
    path("products/failed/automatic/<str:public_id>/delete/", automatic.drop, name="failed_line_drop"),
    path("products/failed/delete/", lists.withdraw, name="products_withdraw"),
    path("products/<str:public_id>/", detail.detail, name="product"),
    path("products/<str:public_id>/edit/", detail.edit, name="product_edit"),
    path("products/<str:public_id>/low-stock/", low_stock.low_stock, name="product_low_stock"),
    path("search/", search.search, name="search"),
]
