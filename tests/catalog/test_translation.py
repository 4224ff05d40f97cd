"""번역: longest words first, scripts kept apart, own words before the glossary."""

import pytest

from rocket3pl.catalog.models import LearnedTranslation
from rocket3pl.catalog.translation import GlossaryTranslator, Translation, Written, learn, translate
from rocket3pl.reference.models import GlossaryTerm
from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World

TERMS = {
    "毛衣": ("니트", "sweater"),
    "棉": ("면", "cotton"),
    "纯棉": ("순면", "pure cotton"),
    "T恤": ("티셔츠", "T-shirt"),
    "女": ("여성", "women's"),
    "新款": ("신상", "new arrival"),
    "颜色": ("색상", "color"),
    "白色": ("화이트", "white"),
    "件套": ("종 세트", "-piece set"),
    "USB": ("유에스비", "USB"),
}


@pytest.mark.parametrize(
    ("text", "ko", "en"),
    [
        ("纯棉毛衣女", "순면 니트 여성", "pure cotton sweater women's"),
        ("纯棉T恤", "순면 티셔츠", "pure cotton T-shirt"),
        ("OVERSIZEt恤", "OVERSIZE 티셔츠", "OVERSIZE T-shirt"),
        ("2026年新款毛衣", "2026년 신상 니트", "2026 new arrival sweater"),
        ("颜色:白色", "색상:화이트", "color:white"),
        ("颜色：白色", "색상:화이트", "color:white"),
        ("毛衣3件套", "니트 3종 세트", "sweater 3-piece set"),
        ("毛衣女毛衣", "니트 여성", "sweater women's"),
        ("USBC毛衣", "USBC 니트", "USBC sweater"),
        ("USB毛衣", "유에스비 니트", "USB sweater"),
        ("魑魅毛衣", "魑魅 니트", "魑魅 sweater"),
        ("魑魅", "", ""),
        ("123", "", ""),
        ("", "", ""),
        ("【毛衣】", "[니트]", "[sweater]"),
    ],
)
def test_the_glossary(text: str, ko: str, en: str) -> None:
    assert GlossaryTranslator(TERMS).translate(text) == Translation(name_ko=ko, name_en=en)


def test_drafts_fit_their_fields() -> None:
    made = GlossaryTranslator(TERMS).translate("毛衣" + "衣" * 400)
    assert len(made.name_ko) == len(made.name_en) == 300


def test_own_words_come_first_and_grow(world: World) -> None:
    GlossaryTerm.objects.create(zh="毛衣", ko="니트", en="sweater")
    with owner_scope(world.ara.pk):
        assert translate(" 毛衣 ", now=NOW) == Translation("니트", "sweater")
        learn(world.ara.pk, [Written("毛衣", name_ko="울 스웨터")], now=NOW)
        assert translate("毛衣", now=NOW) == Translation("울 스웨터", "sweater")
        learn(world.ara.pk, [Written("毛衣", name_en="Jumper"), Written("x"), Written("")], now=NOW)
        assert translate("毛衣", now=NOW) == Translation("울 스웨터", "Jumper")
        learn(world.ara.pk, [Written("毛衣", "가"), Written("毛衣", "나", "Pull")], now=NOW)
        assert translate("毛衣", now=NOW) == Translation("나", "Pull")
        assert LearnedTranslation.objects.count() == 1
    with owner_scope(world.chae.pk):
        assert translate("毛衣", now=NOW) == Translation("니트", "sweater")
    with operator_scope(), pytest.raises(NotPermitted):
        translate("毛衣", now=NOW)


def test_learning_takes_two_statements(world: World, django_assert_num_queries: object) -> None:
    with owner_scope(world.ara.pk), django_assert_num_queries(2):  # type: ignore[operator]
        learn(world.ara.pk, [Written(f"衣{i}", "옷") for i in range(50)], now=NOW)


def test_another_engine_fits_the_port(world: World) -> None:
    class Echo:
        def translate(self, text: str) -> Translation:
            return Translation(f"ko {text}", f"en {text}")

    with owner_scope(world.ara.pk):
        assert translate("衣", now=NOW, engine=Echo()) == Translation("ko 衣", "en 衣")
